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

    /**
     * How many sessions should scan each server of one side, so that both sides take about as long: two where the other
     * side has more servers, which share the same rows, else one. Never more: a server has other things to do.
     *
     * @param servers how many servers this side has
     * @param others how many the other side has
     */
    public static int balanced(int servers, int others) {
        return others * 2 >= servers * 3 ? 2 : 1;
    }

    /** With the system's clock. */
    public ScanSettings(Duration chunkTime, int connections, Pace pace) {
        this(chunkTime, connections, pace, System::nanoTime);
    }
}
