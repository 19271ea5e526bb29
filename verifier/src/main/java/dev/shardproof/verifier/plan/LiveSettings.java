package dev.shardproof.verifier.plan;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How to treat tables that are written to while they are compared: a difference is a suspect until it survives re-reading
 * past a fence.
 *
 * @param live whether tables may change
 * @param retries how often a suspect is read again at most
 * @param interval the pause before each re-reading; a fence is waited for ten times as long at most
 * @param slots replication slots on the sources that carry changes to the targets; empty to take every logical slot of
 *     the source's database, also one that nobody reads from at the moment
 */
public record LiveSettings(boolean live, int retries, Duration interval, List<String> slots) {

    /** Nothing is written to: a difference is a finding at once. */
    public static final LiveSettings STILL = new LiveSettings(false, 0, Duration.ofSeconds(2), List.of());

    /** Five more readings, two seconds apart. */
    public static final LiveSettings LIVE = new LiveSettings(true, 5, Duration.ofSeconds(2), List.of());

    public LiveSettings {
        Objects.requireNonNull(interval, "interval is null");
        slots = List.copyOf(slots);
        if (live && retries < 1) {
            throw new IllegalArgumentException("live tables need at least one re-reading, not " + retries);
        }
        if (interval.isNegative()) {
            throw new IllegalArgumentException("interval is negative: " + interval);
        }
    }
}
