package dev.shardproof.scenarios.judgement;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.checksum.CleanUp;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad;
import dev.shardproof.verifier.checksum.NoLaterWrites;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.placement.Placement;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Judges the rows of a migration that was taken back. Behind the fence of a way back it freezes both sides, which must
 * be equal then; before an abort is undone it freezes what the sources hold. When clients are gone it reads all that, and what
 * is there in the end. Evidence that can not be had stops nobody, and makes its checks inconclusive.
 *
 * <p>Its snapshots stay open until it is closed. Thread-safe.
 */
final class TakeBackJudge implements AutoCloseable {

    private static final String LATER_WRITES = "noLaterWrites";
    private static final String CLEAN_UP = "cleanUp";
    private static final String PLACEMENT = "placement";
    private static final String FINAL_PLACEMENT = "finalPlacement";

    private final Scenario scenario;
    private final ReshardPlan plan;
    private final List<ShardDatabase> shards;
    private final List<TableSpec> tables;
    private final LongSupplier nanoTime;
    private Evidence<SnapshotSet.Prepared> prepared = Evidence.missing("the judge was not told of a way back");
    private Evidence<SnapshotSet> wayBack = Evidence.missing("the fence of the way back never stood");
    private Evidence<SnapshotSet> undoing = Evidence.missing("the judge was not told of an abort");
    private Evidence<SnapshotSet> ended = Evidence.missing("the judge was not told that clients are gone");
    private Evidence<SnapshotSet> cleaned = Evidence.missing("the judge has not looked again");

    TakeBackJudge(
            Scenario scenario,
            ReshardPlan plan,
            List<ShardDatabase> shards,
            List<TableSpec> tables,
            LongSupplier nanoTime) {
        this.scenario = scenario;
        this.plan = plan;
        this.shards = List.copyOf(shards);
        this.tables = List.copyOf(tables);
        this.nanoTime = nanoTime;
    }

    /** Connects, before the fence of the way back rises. */
    synchronized void rollingBack() throws InterruptedException {
        prepared.close(); // of a way back that did not come through
        prepared = Evidence.of(() -> SnapshotSet.prepare(shards, new PostgresDialect(), SessionLimits.DEFAULT));
    }

    /** Freezes both sides behind the fence of the way back. */
    synchronized void fencedBack() throws InterruptedException {
        wayBack.close();
        wayBack = prepared.then(SnapshotSet.Prepared::take);
    }

    /** Freezes what stands there before anything is undone. */
    synchronized void undoing() throws InterruptedException {
        undoing.close();
        undoing = freeze();
    }

    /** Freezes what stands there when the last client is gone; after a way back, before the targets are cleaned up. */
    synchronized void clientsAreGone() throws InterruptedException {
        ended.close();
        ended = freeze();
    }

    private Evidence<SnapshotSet> freeze() throws InterruptedException {
        return Evidence.of(() -> SnapshotSet.open(shards, new PostgresDialect(), SessionLimits.DEFAULT));
    }

    /** What can be said after a way back, when the targets were cleaned up. */
    synchronized List<Check> afterWayBack() throws InterruptedException {
        cleaned.close();
        cleaned = freeze();
        List<Check> checks = new ArrayList<>();
        wayBackChecks().forEach(check -> checks.add(Moment.WAY_BACK.told(check)));
        Check laterWrites = wayBack.check(
                LATER_WRITES,
                fence -> ended.check(
                        LATER_WRITES,
                        end -> new NoLaterWrites(fence, end, tables, Translation.awaitingCleanUpBack(plan), nanoTime)));
        checks.add(Moment.TAKEN_BACK.told(laterWrites));
        Check cleanUp = ended.check(
                CLEAN_UP,
                before -> cleaned.check(CLEAN_UP, after -> new CleanUp(before, after, tables, owned(), nanoTime)));
        checks.add(Moment.TAKEN_BACK.told(cleanUp));
        checks.add(Moment.TAKEN_BACK.told(FINAL_PLACEMENT, strictPlacement(cleaned)));
        return checks;
    }

    private List<Check> wayBackChecks() {
        RowChecks rowChecks = new RowChecks(scenario, nanoTime);
        List<Check> checks = new ArrayList<>(
                wayBack.value().isPresent()
                        ? rowChecks.of(
                                ComparedRows.moved(wayBack.value().get(), tables, Translation.movedBackRanges(plan)))
                        : rowChecks.without(wayBack));
        if (scenario.checks().enabled().contains(CheckName.PLACEMENT)) {
            checks.add(wayBack.check(
                    PLACEMENT,
                    set -> new Placement(set, tables, owned(), Translation.awaitingCleanUpBack(plan), nanoTime)));
        }
        return checks;
    }

    /**
     * What can be said after an abort.
     *
     * @param removals which rows clients may have removed since
     */
    synchronized List<Check> afterAbort(CleanUpUnderLoad.Removals removals) {
        Check cleanUp = undoing.check(
                CLEAN_UP,
                before -> ended.check(
                        CLEAN_UP, after -> new CleanUpUnderLoad(before, after, tables, owned(), removals, nanoTime)));
        return List.of(Moment.ABORTED.told(cleanUp), Moment.ABORTED.told(FINAL_PLACEMENT, strictPlacement(ended)));
    }

    /** A check that needs the tables as they are in the end. */
    synchronized Check inTheEnd(String name, Function<SnapshotSet, Check> check) {
        return ended.check(name, check);
    }

    private Check strictPlacement(Evidence<SnapshotSet> evidence) {
        return evidence.check(PLACEMENT, set -> new Placement(set, tables, owned(), List.of(), nanoTime));
    }

    /** Who owns what once everything is back. */
    private List<OwnedRange> owned() {
        return Translation.ownedRanges(scenario.cluster().topology());
    }

    @Override
    public synchronized void close() {
        for (Evidence<?> evidence : List.of(prepared, wayBack, undoing, ended, cleaned)) {
            evidence.close();
        }
    }
}
