package dev.shardproof.verifier.live.replication;

import dev.shardproof.verifier.pace.Sleeper;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.LostSnapshot;
import java.time.Duration;
import java.util.Objects;

/**
 * Reads again, in new snapshots, when a replica took the snapshot away because its replay needed what the snapshot still
 * saw. Gives up after some attempts and says what to set on the replica. Thread-safe.
 */
public final class ReplicaRetry {

    private final int attempts;
    private final boolean standby;
    private final Duration pause;
    private final Sleeper sleeper;

    /** Takes its own snapshots each time that it is run. */
    @FunctionalInterface
    public interface Reading<T> {
        T read() throws SourceException, InterruptedException;
    }

    /**
     * @param attempts how often to read at most; 1 for no retry
     * @param standby whether any of the servers is a standby: only then a broken connection is taken for a conflict
     * @param pause how long to wait before each further attempt
     * @param sleeper how to wait
     */
    public ReplicaRetry(int attempts, boolean standby, Duration pause, Sleeper sleeper) {
        this.attempts = attempts;
        this.standby = standby;
        this.pause = Objects.requireNonNull(pause, "pause is null");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper is null");
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
    }

    /**
     * Reads.
     *
     * @throws SourceException what the reading throws if another attempt would not help; or, after the last attempt, with
     *     what to set on the replica
     */
    public <T> T run(Reading<T> reading) throws SourceException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return reading.read();
            } catch (SourceException e) {
                if (!LostSnapshot.causedBy(e, standby)) {
                    throw e;
                }
                if (attempt == attempts) {
                    throw new SourceException(
                            "%s; the snapshot was lost in each of %d attempts: set hot_standby_feedback = on or a longer max_standby_streaming_delay on the replica, or read the primary"
                                    .formatted(e.getMessage(), attempts),
                            e);
                }
            }
            sleeper.sleep(pause);
        }
    }
}
