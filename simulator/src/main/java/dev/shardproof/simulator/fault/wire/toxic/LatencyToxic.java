package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Delays every chunk by {@code latency} ± {@code jitter} milliseconds, counted from its arrival: chunks wait side by
 * side, so a long line stays as wide as it was. Chunks never overtake each other. The jitter is drawn uniformly; a
 * negative delay is none.
 */
final class LatencyToxic implements Toxic {

    /** Wide enough for 80 MB/s at 200 ms; beyond it the source is slowed, as by a full TCP window. */
    private static final int BUFFER_BYTES = 16 * 1024 * 1024;

    private final long latencyMillis;
    private final long jitterMillis;

    LatencyToxic(Map<String, Long> attributes) {
        latencyMillis = attributes.get("latency");
        jitterMillis = attributes.get("jitter");
    }

    @Override
    public void pass(Chunk chunk, Lane lane) throws IOException {
        long due = chunk.arrivedNanos() + delayNanos(lane);
        // The next toxic counts from the time at which this one let go, so that two latencies add up.
        lane.forward(lane.waitUntil(due) ? chunk.arrivedAt(due) : chunk);
    }

    private long delayNanos(Lane lane) {
        long millis = latencyMillis;
        if (jitterMillis > 0) {
            millis += lane.random().nextLong(-jitterMillis, jitterMillis + 1);
        }
        return TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis));
    }

    @Override
    public int bufferBytes() {
        return BUFFER_BYTES;
    }
}
