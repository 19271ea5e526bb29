package dev.shardproof.loadgen.recording;

import java.util.Objects;

/**
 * A stretch of a run. An operation belongs to the phase in which it was due.
 *
 * @param name e.g. {@code baseline} or {@code copying}
 * @param startMicros its first microsecond since the epoch
 * @param endMicros the first microsecond after it
 */
public record Phase(String name, long startMicros, long endMicros) {
    public Phase {
        Objects.requireNonNull(name, "name is null");
        if (startMicros > endMicros) {
            throw new IllegalArgumentException(
                    "phase %s ends at %d, before it starts at %d".formatted(name, endMicros, startMicros));
        }
    }

    boolean contains(long micros) {
        return micros >= startMicros && micros < endMicros;
    }
}
