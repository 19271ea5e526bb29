package dev.shardproof.scenarios.metrics;

import dev.shardproof.reports.live.EtaEstimate;
import dev.shardproof.simulator.migration.progress.MigrationProgress;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Whether a migration gets on, and how long its copy will still take. Not thread-safe. */
final class MigrationPulse {

    /** Chunks end in steps; the pace is the mean over several of them. */
    private static final Duration PACE_WINDOW = Duration.ofSeconds(30);

    private static final long WHOLE = 1_000_000_000L;

    private static final Set<MigrationState> UNDER_WAY = EnumSet.of(
            MigrationState.PREPARING,
            MigrationState.COPYING,
            MigrationState.CATCHING_UP,
            MigrationState.CUTTING_OVER,
            MigrationState.ROLLING_BACK);

    private record Position(MigrationState state, long bytes, long lagBytes) {}

    private Optional<Position> last = Optional.empty();
    private long movedAt;
    private EtaEstimate eta = new EtaEstimate(PACE_WINDOW);
    private long copyingSince;

    /**
     * Takes a look.
     *
     * @param bytesSent what the copy has sent, those of unfinished chunks included
     * @param paused whether somebody has paused it, so that it is not expected to get on
     */
    List<Reading> look(long nanoTime, MigrationProgress progress, long bytesSent, boolean paused) {
        Position now = new Position(progress.state(), bytesSent, progress.lagBytes());
        if (paused || !last.equals(Optional.of(now))) {
            movedAt = nanoTime;
            last = Optional.of(now);
        }
        boolean underWay = UNDER_WAY.contains(progress.state()) && !paused;
        return List.of(
                underWay
                        ? Reading.of(GuardMetric.PROGRESS_STALLED, nanoTime, (nanoTime - movedAt) / 1e9)
                        : Reading.nothing(GuardMetric.PROGRESS_STALLED, nanoTime),
                new Reading(GuardMetric.ETA, nanoTime, remaining(nanoTime, progress, paused)));
    }

    private OptionalDouble remaining(long nanoTime, MigrationProgress progress, boolean paused) {
        if (progress.state() != MigrationState.COPYING || paused) {
            eta = new EtaEstimate(PACE_WINDOW);
            copyingSince = nanoTime;
            return OptionalDouble.empty();
        }
        eta.sample(nanoTime, Math.round(progress.copied() * WHOLE));
        Optional<Duration> left = eta.remaining(WHOLE);
        if (left.isPresent()) {
            return OptionalDouble.of(left.get().toMillis() / 1e3);
        }
        // A copy that has not moved for a whole window has no end; one that has just begun is not known yet.
        return nanoTime - copyingSince > PACE_WINDOW.toNanos()
                ? OptionalDouble.of(Double.POSITIVE_INFINITY)
                : OptionalDouble.empty();
    }
}
