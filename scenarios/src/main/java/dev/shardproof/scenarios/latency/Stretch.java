package dev.shardproof.scenarios.latency;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of load.
 *
 * @param start from there on, included
 * @param end before it
 */
public record Stretch(Instant start, Instant end) {
    public Stretch {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("a stretch from %s to %s".formatted(start, end));
        }
    }

    /** Since the epoch. */
    public long startMicros() {
        return micros(start);
    }

    long lengthMicros() {
        return micros(end) - micros(start);
    }

    private static long micros(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos() / 1_000;
    }
}
