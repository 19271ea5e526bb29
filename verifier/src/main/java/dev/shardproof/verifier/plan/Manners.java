package dev.shardproof.verifier.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a verification spares the servers that it reads.
 *
 * @param chunkTime how long one statement should take: chunks grow and shrink towards it
 * @param maxLag pause while a replica lags further behind than this
 * @param maxLatency pause while a trivial query on a server takes longer than this
 * @param maxDuration stop after this, with what was judged so far; the rest is inconclusive
 * @param maxSnapshotAge stop scanning when the snapshots are older than this, so that vacuum is not held back for longer
 * @param pauseFile pause while this file exists
 * @param connections how many sessions scan one server at the same time; empty for one, and two where tables stand
 *     still and the other side has more servers to share the rows ({@code ScanSettings.balanced})
 */
public record Manners(
        Duration chunkTime,
        Optional<Duration> maxLag,
        Optional<Duration> maxLatency,
        Optional<Duration> maxDuration,
        Duration maxSnapshotAge,
        Optional<Path> pauseFile,
        Optional<Integer> connections) {

    /** Chunks of half a second, snapshots of at most an hour, no other limit. */
    public static final Manners DEFAULT = new Manners(
            Duration.ofMillis(500),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofHours(1),
            Optional.empty(),
            Optional.empty());

    public Manners {
        requirePositive(chunkTime, "chunkTime");
        maxLag.ifPresent(limit -> requirePositive(limit, "maxLag"));
        maxLatency.ifPresent(limit -> requirePositive(limit, "maxLatency"));
        maxDuration.ifPresent(limit -> requirePositive(limit, "maxDuration"));
        requirePositive(maxSnapshotAge, "maxSnapshotAge");
        Objects.requireNonNull(pauseFile, "pauseFile is null");
        connections.filter(count -> count < 1).ifPresent(count -> {
            throw new IllegalArgumentException("connections must be at least 1, not " + count);
        });
    }

    private static void requirePositive(Duration limit, String name) {
        Objects.requireNonNull(limit, name + " is null");
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("%s must be longer than nothing, not %s".formatted(name, limit));
        }
    }
}
