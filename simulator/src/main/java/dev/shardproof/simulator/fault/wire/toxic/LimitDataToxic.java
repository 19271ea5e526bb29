package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.util.Map;

/** Passes {@code bytes} bytes of a connection, then closes it. The count survives an update of the limit. */
final class LimitDataToxic implements Toxic {

    private final long limitBytes;

    LimitDataToxic(Map<String, Long> attributes) {
        limitBytes = attributes.get("bytes");
    }

    @Override
    public void pass(Chunk chunk, Lane lane) throws IOException {
        int allowed = (int) Math.max(0, Math.min(chunk.length(), limitBytes - lane.remembered()));
        if (allowed > 0) {
            lane.forward(chunk.slice(0, allowed));
            lane.remember(lane.remembered() + allowed);
        }
        if (lane.remembered() >= limitBytes) {
            throw lane.close();
        }
    }
}
