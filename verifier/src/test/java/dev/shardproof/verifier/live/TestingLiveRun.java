package dev.shardproof.verifier.live;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.dialect.postgres.PostgresReread;
import dev.shardproof.verifier.dialect.postgres.PostgresWatch;
import dev.shardproof.verifier.live.replication.ReplicaRetry;
import dev.shardproof.verifier.live.replication.WalFence;
import dev.shardproof.verifier.pace.Sleeper;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.source.Pace;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ShardWatch;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Wires one judgement of live tables as a user's verification does, with places to disturb it. */
final class TestingLiveRun implements LiveSnapshots {

    private final List<ShardDatabase> sources;
    private final List<ShardDatabase> targets;
    private final List<TableMapping> tables;
    private final LiveSettings settings;
    int suspectsAtMost = 1_000;

    /** Called when the sources' snapshots stand. */
    Runnable onSources = () -> {};

    /** Called when the targets' snapshots stand. */
    Runnable onTargets = () -> {};

    /** The other check's result. */
    CheckResult rowCount;

    TestingLiveRun(
            List<ShardDatabase> sources,
            List<ShardDatabase> targets,
            List<TableMapping> tables,
            LiveSettings settings) {
        this.sources = sources;
        this.targets = targets;
        this.tables = tables;
        this.settings = settings;
    }

    @Override
    public SnapshotSet sources() throws SourceException, InterruptedException {
        SnapshotSet open = SnapshotSet.open(sources, new PostgresDialect(), SessionLimits.DEFAULT);
        onSources.run();
        return open;
    }

    @Override
    public SnapshotSet targets() throws SourceException, InterruptedException {
        SnapshotSet open = SnapshotSet.open(targets, new PostgresDialect(), SessionLimits.DEFAULT);
        onTargets.run();
        return open;
    }

    /** What the checksum says. */
    CheckResult judge() throws Exception {
        List<ShardWatch> left = watches(sources);
        List<ShardWatch> right = watches(targets);
        try {
            Duration patience = settings.interval().multipliedBy(10);
            WalFence fence = new WalFence(left, right, settings.slots(), patience, Sleeper.REAL, System::nanoTime);
            boolean standby = false;
            for (ShardWatch watch : Stream.concat(left.stream(), right.stream()).toList()) {
                standby |= watch.position().standby();
            }
            LiveJudge judge = new LiveJudge(
                    this,
                    tables,
                    ImageForm.EXACT,
                    settings,
                    fence,
                    new ReplicaRetry(3, standby, Duration.ofMillis(200), Sleeper.REAL),
                    new KeyedReader(new PostgresReread(), Pace.UNHURRIED),
                    Sleeper.REAL,
                    suspectsAtMost);
            CheckResult result = new LiveChecksum(judge, System::nanoTime).run();
            rowCount = new LiveRowCount(judge, System::nanoTime).run();
            return result;
        } finally {
            left.forEach(ShardWatch::close);
            right.forEach(ShardWatch::close);
        }
    }

    private static List<ShardWatch> watches(List<ShardDatabase> databases) {
        return databases.stream()
                .map(database -> new ShardWatch(database, new PostgresWatch(), System::nanoTime))
                .toList();
    }
}
