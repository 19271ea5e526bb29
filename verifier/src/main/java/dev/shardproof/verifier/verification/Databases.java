package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.dialect.postgres.PostgresWatch;
import dev.shardproof.verifier.live.LiveSnapshots;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.source.ScanSettings;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotPair;
import dev.shardproof.verifier.source.SnapshotPair.Shards;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ShardWatch;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The databases of both sides, and how they are opened. */
final class Databases implements LiveSnapshots, AutoCloseable {

    /** For what began just before the snapshot became too old. */
    private static final Duration GRACE = Duration.ofMinutes(30);
    /** What PostgreSQL's settings can hold. */
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    private final List<ShardDatabase> sources;
    private final List<ShardDatabase> targets;
    private final List<ShardWatch> sourceWatches;
    private final List<ShardWatch> targetWatches;
    private final Manners manners;
    private final boolean live;
    private final ScanLedger ledger;
    private final LongSupplier nanoTime;

    /** @param live whether the databases are written to meanwhile */
    Databases(
            List<ShardDatabase> sources,
            List<ShardDatabase> targets,
            Manners manners,
            boolean live,
            VerificationListener listener,
            LongSupplier nanoTime) {
        this.sources = List.copyOf(sources);
        this.targets = List.copyOf(targets);
        this.manners = manners;
        this.live = live;
        this.nanoTime = nanoTime;
        this.sourceWatches = watches(sources);
        this.targetWatches = watches(targets);
        this.ledger = new ScanLedger(
                manners,
                Stream.concat(sourceWatches.stream(), targetWatches.stream()).toList(),
                listener,
                nanoTime);
    }

    private List<ShardWatch> watches(List<ShardDatabase> databases) {
        return databases.stream()
                .map(database -> new ShardWatch(database, new PostgresWatch(), nanoTime))
                .toList();
    }

    /** The pace of all scans, and what they cost. */
    ScanLedger ledger() {
        return ledger;
    }

    /** Sessions beside the snapshots; each connects when it is first asked. */
    List<ShardWatch> sourceWatches() {
        return sourceWatches;
    }

    /** The same of the targets. */
    List<ShardWatch> targetWatches() {
        return targetWatches;
    }

    /** Both sides, the sources first. */
    SnapshotPair both() throws SourceException, InterruptedException {
        return SnapshotPair.open(
                new Shards(sources, settings(sources, targets)),
                new Shards(targets, settings(targets, sources)),
                new PostgresDialect(),
                limits(manners));
    }

    @Override
    public SnapshotSet sources() throws SourceException, InterruptedException {
        return open(sources, targets);
    }

    @Override
    public SnapshotSet targets() throws SourceException, InterruptedException {
        return open(targets, sources);
    }

    private SnapshotSet open(List<ShardDatabase> databases, List<ShardDatabase> others)
            throws SourceException, InterruptedException {
        return SnapshotSet.open(databases, new PostgresDialect(), limits(manners), settings(databases, others));
    }

    private ScanSettings settings(List<ShardDatabase> databases, List<ShardDatabase> others) {
        int sessions = sessions(manners, live, databases.size(), others.size());
        return new ScanSettings(manners.chunkTime(), sessions, ledger, nanoTime);
    }

    /** How many sessions scan each server of a side; unless somebody says so, only one of those that serve others too. */
    static int sessions(Manners manners, boolean live, int servers, int others) {
        return manners.connections().orElseGet(() -> live ? 1 : ScanSettings.balanced(servers, others));
    }

    /**
     * The session that holds a snapshot stands idle while others read in it, and so does that of a shard which has been read
     * while another is still being read: the server must not end them before the snapshot is too old.
     */
    static SessionLimits limits(Manners manners) {
        SessionLimits usual = SessionLimits.DEFAULT;
        Duration wanted = manners.maxSnapshotAge().plus(GRACE);
        Duration idle = wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
        return idle.compareTo(usual.idle()) <= 0 ? usual : new SessionLimits(usual.statement(), usual.lock(), idle);
    }

    @Override
    public void close() {
        sourceWatches.forEach(ShardWatch::close);
        targetWatches.forEach(ShardWatch::close);
    }
}
