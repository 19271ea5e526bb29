package dev.shardproof.verifier.source;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How tables are scanned.
 *
 * @param chunkTime how long one statement should take: chunks grow and shrink towards it
 * @param connections how many sessions scan one shard at the same time
 * @param pace is asked before each chunk, and told after it
 * @param nanoTime a monotonic clock in nanoseconds
 */
public record ScanSettings(Duration chunkTime, int connections, Pace pace, LongSupplier nanoTime) {

    /** Chunks of half a second, one session a shard, no waiting. */
    public static final ScanSettings DEFAULT = new ScanSettings(Duration.ofMillis(500), 1, Pace.UNHURRIED);

    public ScanSettings {
        Objects.requireNonNull(chunkTime, "chunkTime is null");
        Objects.requireNonNull(pace, "pace is null");
        Objects.requireNonNull(nanoTime, "nanoTime is null");
        if (chunkTime.isNegative() || chunkTime.isZero()) {
            throw new IllegalArgumentException("chunkTime must be longer than nothing, not " + chunkTime);
        }
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1, not " + connections);
        }
    }

    /** With the system's clock. */
    public ScanSettings(Duration chunkTime, int connections, Pace pace) {
        this(chunkTime, connections, pace, System::nanoTime);
    }
}
