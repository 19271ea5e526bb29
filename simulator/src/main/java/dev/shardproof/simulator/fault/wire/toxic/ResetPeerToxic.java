package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Resets the connection (RST to both ends) {@code timeout} milliseconds after the first bytes, or the end, came. If the
 * toxics change during that wait, the bytes are passed on unharmed and the next ones count.
 */
final class ResetPeerToxic implements Toxic {

    private final long timeoutNanos;

    ResetPeerToxic(Map<String, Long> attributes) {
        timeoutNanos = TimeUnit.MILLISECONDS.toNanos(attributes.get("timeout"));
    }

    @Override
    public void pass(Chunk chunk, Lane lane) throws IOException {
        if (lane.waitUntil(chunk.arrivedNanos() + timeoutNanos)) {
            throw lane.reset();
        }
        lane.forward(chunk);
    }

    @Override
    public boolean end(long arrivedNanos, Lane lane) throws IOException {
        if (lane.waitUntil(arrivedNanos + timeoutNanos)) {
            throw lane.reset();
        }
        return false;
    }
}
