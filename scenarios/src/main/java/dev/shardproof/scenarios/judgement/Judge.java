package dev.shardproof.scenarios.judgement;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.checksum.AfterFence;
import dev.shardproof.verifier.checksum.CleanUp;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.MovedRange;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.placement.Placement;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.selftest.Sandbox;
import dev.shardproof.verifier.selftest.SelfTest;
import dev.shardproof.verifier.selftest.SelfTestCheck;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableSpec;
import dev.shardproof.verifier.verification.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The judge of a run. It looks three times: behind the write fence, where sources and targets must hold the same rows
 * and nobody writes; after the load has stopped and the way back has caught up; and after the clean-up. A migration that
 * is taken back it leaves to a {@link TakeBackJudge}.
 *
 * <p>Its snapshots stay open until it is closed. For one thread, except what the migrator calls, of {@link
 * MigrationJournal.FenceObserver}.
 */
public final class Judge implements MigrationJournal.FenceObserver, AutoCloseable {

    private final Scenario scenario;
    private final ReshardPlan plan;
    private final List<ShardDatabase> shards;
    private final List<TableSpec> tables;
    private final Sandbox.Factory sandbox;
    private final LongSupplier nanoTime;
    private final Consumer<CheckResult> onResult;
    private final RowChecks rowChecks;
    private final TakeBackJudge takeBack;
    private SnapshotSet.Prepared prepared;
    private SnapshotSet cutOver;
    private SnapshotSet end;

    public Judge(
            Scenario scenario,
            ReshardPlan plan,
            List<ShardDatabase> shards,
            List<TableLayout> tables,
            Sandbox.Factory sandbox,
            LongSupplier nanoTime,
            Consumer<CheckResult> onResult) {
        this.scenario = scenario;
        this.plan = plan;
        this.shards = List.copyOf(shards);
        this.tables =
                Translation.judgedTables(tables, scenario.cluster().topology().strategy());
        this.sandbox = sandbox;
        this.nanoTime = nanoTime;
        this.onResult = onResult;
        this.rowChecks = new RowChecks(scenario, nanoTime);
        this.takeBack = new TakeBackJudge(scenario, plan, shards, this.tables, nanoTime);
    }

    @Override
    public synchronized void approaching() {
        if (prepared == null) {
            try {
                prepared = SnapshotSet.prepare(shards, new PostgresDialect(), SessionLimits.DEFAULT);
            } catch (SourceException e) {
                throw new IllegalStateException("the judge can not connect: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public synchronized void fenced() throws InterruptedException {
        try {
            if (cutOver != null) {
                cutOver.close(); // of a cut-over that was given up after the judge had looked
                prepared = null;
            }
            approaching();
            cutOver = prepared.take();
        } catch (SourceException e) {
            throw new IllegalStateException("the judge can not take its snapshots: " + e.getMessage(), e);
        }
    }

    @Override
    public void rollingBack() throws InterruptedException {
        takeBack.rollingBack();
    }

    @Override
    public void fencedBack() throws InterruptedException {
        takeBack.fencedBack();
    }

    @Override
    public void undoing() throws InterruptedException {
        takeBack.undoing();
    }

    /**
     * The checks on rows at the cut-over and at the end, and those on latency.
     *
     * @param latency the checks on latency that the scenario asks for
     */
    public List<CheckResult> judge(List<Check> latency) throws SourceException, InterruptedException {
        end = SnapshotSet.open(shards, new PostgresDialect(), SessionLimits.DEFAULT);
        List<MovedRange> moves = Translation.movedRanges(plan);
        ComparedRows atFence = ComparedRows.moved(cutOver, tables, moves);
        ComparedRows atEnd = ComparedRows.moved(end, tables, moves);
        List<Check> checks = new ArrayList<>();
        rowChecks.of(atFence).forEach(check -> checks.add(Moment.CUT_OVER.named(check)));
        if (scenario.checks().enabled().contains(CheckName.PLACEMENT)) {
            checks.add(new Placement(end, tables, owned(), Translation.awaitingCleanUp(plan), nanoTime));
        }
        checks.add(new AfterFence(atFence, atEnd, nanoTime));
        checks.addAll(latency);
        if (wantsSelfTest()) {
            checks.add(new SelfTestCheck(selfTest(), end, nanoTime));
        }
        return new CheckSuite(checks, nanoTime).run(onResult);
    }

    /** What the clients saw, judged by itself: it needs neither fence nor snapshots. */
    public List<CheckResult> judgeHistory(List<Check> checks) throws InterruptedException {
        return new CheckSuite(checks, nanoTime).run(onResult);
    }

    /** To be called after a way back or an abort when the last client is gone, and before the targets are cleaned up. */
    public void clientsAreGone() throws InterruptedException {
        takeBack.clientsAreGone();
    }

    /**
     * The checks on rows after a way back, when the targets were cleaned up.
     *
     * @param cutOverToo whether the cut-over has not been judged yet
     */
    public List<CheckResult> judgeWayBack(boolean cutOverToo) throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        if (cutOverToo) {
            ComparedRows atFence = ComparedRows.moved(cutOver, tables, Translation.movedRanges(plan));
            rowChecks.of(atFence).forEach(check -> checks.add(Moment.CUT_OVER.told(check)));
        }
        checks.addAll(takeBack.afterWayBack());
        if (cutOverToo && wantsSelfTest()) {
            checks.add(takeBack.inTheEnd("selfTest", set -> new SelfTestCheck(selfTest(), set, nanoTime)));
        }
        return new CheckSuite(checks, nanoTime).run(onResult);
    }

    /**
     * The checks on rows after a migration that was given up before its switch.
     *
     * @param removals which rows clients may have removed since
     */
    public List<CheckResult> judgeAbort(CleanUpUnderLoad.Removals removals) {
        return new CheckSuite(takeBack.afterAbort(removals), nanoTime).run(onResult);
    }

    /**
     * Ends the sessions that tables were read in, and keeps the snapshots: whoever alters a table next, be it to restore it or
     * to lower its fence, would wait for them.
     */
    public synchronized void letGoOfTables() {
        for (SnapshotSet set : new SnapshotSet[] {cutOver, end}) {
            if (set != null) {
                set.letGoOfTables();
            }
        }
    }

    private boolean wantsSelfTest() {
        return scenario.checks().enabled().contains(CheckName.SELF_TEST) && !proven().isEmpty();
    }

    /** The enabled checks that look at rows, and that a sandbox can therefore prove. */
    private Set<dev.shardproof.verifier.plan.CheckName> proven() {
        return scenario.checks().enabled().stream()
                .flatMap(check -> dev.shardproof.verifier.plan.CheckName.of(check.label()).stream())
                .collect(Collectors.toSet());
    }

    /** The same checks on a sandbox with the same tables. */
    private SelfTest selfTest() {
        KeySpace space = Translation.keySpace(scenario.cluster().topology().strategy());
        VerificationPlan ofSandbox = VerificationPlan.DEFAULT
                .withTopology(new Topology(space, List.of()))
                .withChecks(proven())
                .withSeed(scenario.seed());
        return new SelfTest(ofSandbox, tables, sandbox, Verification::judge);
    }

    /** The checks on what the clean-up has left. */
    public List<CheckResult> judgeCleanUp() throws SourceException, InterruptedException {
        try (SnapshotSet cleaned = SnapshotSet.open(shards, new PostgresDialect(), SessionLimits.DEFAULT)) {
            List<Check> checks = List.of(
                    Moment.CLEANED.named(new CleanUp(end, cleaned, tables, owned(), nanoTime)),
                    Moment.CLEANED.named(
                            "finalPlacement", new Placement(cleaned, tables, owned(), List.of(), nanoTime)));
            return new CheckSuite(checks, nanoTime).run(onResult);
        }
    }

    private List<OwnedRange> owned() {
        return Translation.ownedRanges(scenario.reshard().topology());
    }

    @Override
    public synchronized void close() {
        takeBack.close();
        if (prepared != null) {
            prepared.close();
        }
        for (SnapshotSet set : new SnapshotSet[] {cutOver, end}) {
            if (set != null) {
                set.close();
            }
        }
    }
}
