package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Passes all bytes at once, but the end of the stream only {@code delay} milliseconds after it came. */
final class SlowCloseToxic implements Toxic {

    private final long delayNanos;

    SlowCloseToxic(Map<String, Long> attributes) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(attributes.get("delay"));
    }

    @Override
    public void pass(Chunk chunk, Lane lane) throws IOException {
        lane.forward(chunk);
    }

    @Override
    public boolean end(long arrivedNanos, Lane lane) throws IOException {
        return lane.waitUntil(arrivedNanos + delayNanos);
    }
}
