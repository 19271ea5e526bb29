package dev.shardproof.verifier.recovery;

/**
 * A stretch of time, in microseconds since 1970.
 *
 * @param startMicros its beginning
 * @param endMicros its end, not before the beginning
 */
public record Stretch(long startMicros, long endMicros) {
    public Stretch {
        if (endMicros < startMicros) {
            throw new IllegalArgumentException("a stretch from %d to %d".formatted(startMicros, endMicros));
        }
    }

    /** Whether a second lies in it as a whole. */
    boolean holds(GoodputSecond second) {
        return second.startMicros() >= startMicros && second.startMicros() + 1_000_000 <= endMicros;
    }
}
