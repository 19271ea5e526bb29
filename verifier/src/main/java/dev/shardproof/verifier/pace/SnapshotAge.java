package dev.shardproof.verifier.pace;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Decides when snapshots are so old that new ones must be taken: a server keeps every row version that the oldest
 * snapshot can see, so vacuum works for nobody until it is gone. Thread-safe.
 */
public final class SnapshotAge {

    private final Duration limit;
    private final LongSupplier nanoTime;
    private long taken;
    private boolean held;
    private Duration longest = Duration.ZERO;

    /**
     * @param limit how old snapshots may become
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public SnapshotAge(Duration limit, LongSupplier nanoTime) {
        this.limit = Objects.requireNonNull(limit, "limit is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Snapshots were taken now; older ones are gone. */
    public synchronized void taken() {
        released();
        taken = nanoTime.getAsLong();
        held = true;
    }

    /** The snapshots are gone. */
    public synchronized void released() {
        longest = longest();
        held = false;
    }

    /** Whether to take new ones before reading on. */
    public synchronized boolean tooOld() {
        return age().compareTo(limit) > 0;
    }

    /** How old those that are held are; zero if none are. */
    public synchronized Duration age() {
        return held ? Duration.ofNanos(nanoTime.getAsLong() - taken) : Duration.ZERO;
    }

    /** For how long the oldest so far was held, for the cost report. */
    public synchronized Duration longest() {
        Duration age = age();
        return age.compareTo(longest) > 0 ? age : longest;
    }
}
