package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.coverage.TableSelection;
import dev.shardproof.verifier.coverage.UncoveredTable;
import dev.shardproof.verifier.dialect.postgres.PostgresReread;
import dev.shardproof.verifier.live.LiveChecksum;
import dev.shardproof.verifier.live.LiveJudge;
import dev.shardproof.verifier.live.LiveRowCount;
import dev.shardproof.verifier.live.replication.ReplicaRetry;
import dev.shardproof.verifier.live.replication.WalFence;
import dev.shardproof.verifier.pace.Sleeper;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.preflight.Preflight;
import dev.shardproof.verifier.preflight.ServerFacts;
import dev.shardproof.verifier.repair.RepairScript;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.ServerReport;
import dev.shardproof.verifier.report.TableReport;
import dev.shardproof.verifier.report.VerificationReport;
import dev.shardproof.verifier.selftest.Sandbox;
import dev.shardproof.verifier.selftest.SelfTest;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotPair;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ShardWatch;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Holds the databases of N sources against those of M targets and says whether the targets have what the sources have.
 *
 * <p>Only ever reads: every session is a read-only transaction. Whatever can be judged is judged; what can not be read
 * makes its check inconclusive and does not hide the others.
 *
 * <pre>{@code
 * VerificationReport report = Verification.of(VerificationPlan.DEFAULT)
 *         .source("s0", before)
 *         .target("t0", afterLow)
 *         .target("t1", afterHigh)
 *         .run();
 * }</pre>
 *
 * <p>Not thread-safe; one object makes one verification.
 */
public final class Verification {

    /** The setting of the report that says what became of {@link #repair}. */
    public static final String REPAIR = "repair script";

    /** Checks that hold two moments against each other, which is wrong where rows change in between. */
    private static final EnumSet<CheckName> MOVING = EnumSet.of(CheckName.ROW_COUNT, CheckName.FULL_CHECKSUM);

    private static final int REPLICA_ATTEMPTS = 3;

    private final VerificationPlan plan;
    private final List<ShardDatabase> sources = new ArrayList<>();
    private final List<ShardDatabase> targets = new ArrayList<>();
    private InstantSource clock = InstantSource.system();
    private LongSupplier nanoTime = System::nanoTime;
    private Optional<Sandbox.Factory> sandbox = Optional.empty();
    private Optional<Appendable> repair = Optional.empty();
    private Optional<Path> checkpoint = Optional.empty();

    private Verification(VerificationPlan plan) {
        this.plan = Objects.requireNonNull(plan, "plan is null");
    }

    /** A verification that does what the plan says. */
    public static Verification of(VerificationPlan plan) {
        return new Verification(plan);
    }

    /** Adds a source: what it holds is right by definition. */
    public Verification source(String name, DataSource database) {
        sources.add(new ShardDatabase(name, database));
        return this;
    }

    /** Adds a target: what it holds is judged. */
    public Verification target(String name, DataSource database) {
        targets.add(new ShardDatabase(name, database));
        return this;
    }

    /** Says where the self-test may plant damage; without one, a plan that asks for a self-test is inconclusive. */
    public Verification sandbox(Sandbox.Factory factory) {
        sandbox = Optional.of(factory);
        return this;
    }

    /**
     * Asks for SQL that would put the targets right, for a human to review. It holds row values: send it where only its
     * owner can read it. Not for live tables, whose rows have changed before anybody could run it. What became of it says the
     * report's setting {@link #REPAIR}; that it could not be written changes no verdict.
     */
    public Verification repair(Appendable script) {
        repair = Optional.of(script);
        return this;
    }

    /**
     * Writes down in a file, readable by its owner only, how far the scans of {@code fullChecksum} are, so that the same
     * verification can go on after it was killed or ran out of time; and goes on from there if the file is there already.
     * It is removed when all scans are done and judged.
     *
     * <p>What an earlier run has read is not read again, and what was damaged there since then is not seen. The report's
     * settings say since when. What differs is always read anew, so nothing that was put right meanwhile is a finding. Of
     * no effect for tables that are written to meanwhile, and without {@code fullChecksum}.
     */
    public Verification checkpoint(Path file) {
        checkpoint = Optional.of(file);
        return this;
    }

    /** Takes the time from elsewhere. */
    public Verification clock(InstantSource instants, LongSupplier nanos) {
        clock = Objects.requireNonNull(instants, "instants is null");
        nanoTime = Objects.requireNonNull(nanos, "nanos is null");
        return this;
    }

    /** As {@link #run(VerificationListener)}, in silence. */
    public VerificationReport run() throws SourceException, InterruptedException {
        return run(VerificationListener.SILENT);
    }

    /**
     * Verifies.
     *
     * @throws SourceException if a server can not be reached at all, before anything was judged
     * @throws dev.shardproof.verifier.coverage.InvalidSelectionException if the plan does not fit what is there, e.g. a
     *     table that does not exist
     * @throws RefusedException if two servers are the same, or a role could write and the plan does not allow it, or the
     *     checkpoint is one of another verification or can not be used
     * @throws IllegalArgumentException if a side has no server, or two servers have one name
     */
    public VerificationReport run(VerificationListener listener) throws SourceException, InterruptedException {
        requireServers();
        Instant start = clock.instant();
        listener.begins("Connecting to %d sources and %d targets".formatted(sources.size(), targets.size()));
        try (Databases databases =
                new Databases(sources, targets, plan.manners(), plan.live().live(), listener, nanoTime)) {
            databases.ledger().requireMeasurable();
            Draft draft = judge(databases, listener);
            if (draft.moving()) {
                draft.results().addAll(new CheckSuite(movingChecks(databases, draft), nanoTime).run(listener::judged));
            }
            return new VerificationReport(
                    start,
                    clock.instant(),
                    draft.servers().stream().map(ServerFacts::report).toList(),
                    draft.tables(),
                    draft.selection().uncovered().stream()
                            .map(UncoveredTable::toString)
                            .toList(),
                    draft.results(),
                    draft.selfTest(),
                    databases.ledger().cost(),
                    settings(draft.remarks()));
        }
    }

    /** What is known when the snapshots are closed. */
    private record Draft(
            List<ServerFacts> servers,
            TableSelection selection,
            List<TableReport> tables,
            List<CheckResult> results,
            Optional<SelfTestReport> selfTest,
            boolean moving,
            Map<String, String> remarks) {}

    private Draft judge(Databases databases, VerificationListener listener)
            throws SourceException, InterruptedException {
        try (SnapshotPair snapshots = databases.both()) {
            SnapshotSet left = snapshots.sources();
            SnapshotSet right = snapshots.targets();
            databases.ledger().age().taken();
            List<ServerFacts> servers = lookAt(left, right);
            // A replica may take a snapshot away at any time, so its tables are judged as if they were being written
            // to.
            boolean moving = plan.live().live() || servers.stream().anyMatch(ServerFacts::standby);
            Judgement judgement = new Judgement(plan, left, right, nanoTime);
            listener.begins("Comparing %d tables".formatted(judgement.tables().size()));
            PageCounts.expect(
                    left, right, judgement.tables(), databases.ledger().progress());
            Set<CheckName> wanted = moving ? EnumSet.complementOf(MOVING) : EnumSet.allOf(CheckName.class);
            Optional<RepairScript> script = repair.isPresent() && !moving
                    ? Optional.of(new RepairScript(names(targets), new RangeOwner(plan.topology())))
                    : Optional.empty();
            List<Check> checks = judgement.checks(
                    wanted, (comparison, difference) -> script.ifPresent(one -> one.add(comparison, difference)));
            boolean digests =
                    wanted.contains(CheckName.FULL_CHECKSUM) && plan.checks().contains(CheckName.FULL_CHECKSUM);
            List<CheckResult> results = new ArrayList<>();
            Map<String, String> resumed;
            try (Checkpoint progress = digests
                    ? Checkpoint.open(checkpoint, plan, servers, judgement.rows(), left, clock, nanoTime)
                    : Checkpoint.none(checkpoint)) {
                results.addAll(new CheckSuite(checks, nanoTime).run(listener::judged));
                if (judgement.rows().digestsAreWhole()
                        && !databases.ledger().refused()
                        && !Thread.currentThread().isInterrupted()) {
                    progress.remove();
                }
                resumed = progress.settings();
            }
            List<TableReport> tables = TableReports.of(plan, judgement.tables(), judgement.rows());
            Map<String, String> remarks = new LinkedHashMap<>(resumed);
            if (repair.isPresent()) {
                remarks.put(REPAIR, propose(script));
            }
            Optional<SelfTestReport> selfTest = Optional.empty();
            if (plan.selfTest() && Thread.currentThread().isInterrupted()) {
                selfTest = Optional.of(noSelfTest("it was stopped before"));
            } else if (plan.selfTest()) {
                listener.begins("Planting damage in a sandbox, to see whether the checks find it");
                selfTest = Optional.of(selfTest(judgement, left));
            }
            return new Draft(servers, judgement.selection(), tables, results, selfTest, moving, remarks);
        } finally {
            databases.ledger().age().released();
        }
    }

    /** What became of the script, in words: all that was judged must not be lost for want of it. */
    private String propose(Optional<RepairScript> script) {
        if (script.isEmpty()) {
            return "nothing is proposed: the tables are written to meanwhile, or a server is a replica, so that the rows"
                    + " may have changed before anybody could run it";
        }
        if (Thread.currentThread().isInterrupted()) {
            return "nothing is proposed: it was stopped before";
        }
        if (script.get().isEmpty()) {
            return "nothing is proposed: fullChecksum named no row that differs";
        }
        try {
            return script.get().write(repair.get());
        } catch (SourceException | IOException e) {
            return "it could not be written: " + e.getMessage();
        }
    }

    private List<Check> movingChecks(Databases databases, Draft draft) {
        List<ShardWatch> watches = new ArrayList<>(databases.sourceWatches());
        watches.addAll(databases.targetWatches());
        LiveSettings settings = plan.live().live() ? plan.live() : LiveSettings.LIVE;
        WalFence fence = new WalFence(
                databases.sourceWatches(),
                databases.targetWatches(),
                settings.slots(),
                settings.interval().multipliedBy(10),
                Sleeper.REAL,
                nanoTime);
        boolean standby = draft.servers().stream().anyMatch(ServerFacts::standby);
        LiveJudge judge = new LiveJudge(
                databases,
                draft.selection().tables(),
                plan.compare(),
                settings,
                fence,
                new ReplicaRetry(REPLICA_ATTEMPTS, standby, settings.interval(), Sleeper.REAL),
                new PostgresReread(),
                databases.ledger(),
                Sleeper.REAL);
        List<Check> checks = new ArrayList<>();
        if (plan.checks().contains(CheckName.ROW_COUNT)) {
            checks.add(new LiveRowCount(judge, nanoTime));
        }
        if (plan.checks().contains(CheckName.FULL_CHECKSUM)) {
            checks.add(new LiveChecksum(judge, nanoTime));
        }
        return checks;
    }

    private Map<String, String> settings(Map<String, String> remarks) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("seed", Long.toString(plan.seed()));
        settings.put(
                "values are equal if",
                plan.compare() == ImageForm.EXACT ? "their stored images are" : "the database's = says so");
        if (plan.checks().contains(CheckName.SAMPLED_CHECKSUM)) {
            settings.put("confidence", Double.toString(plan.sample().confidence()));
            settings.put("detect", Double.toString(plan.sample().detect()));
        }
        settings.put("tables are written to meanwhile", plan.live().live() ? "yes" : "no");
        settings.put("chunk time", plan.manners().chunkTime().toMillis() + " ms");
        settings.put(
                "sessions a server",
                plan.manners()
                        .connections()
                        .map(String::valueOf)
                        .orElse(plan.live().live() ? "1" : "balanced"));
        settings.putAll(remarks);
        return settings;
    }

    /** Looks at the servers, and refuses to go on if that would prove nothing or be a danger. */
    private List<ServerFacts> lookAt(SnapshotSet left, SnapshotSet right) throws SourceException, InterruptedException {
        List<ServerFacts> servers = new ArrayList<>(Preflight.look(left, ServerReport.Role.SOURCE));
        servers.addAll(Preflight.look(right, ServerReport.Role.TARGET));
        Optional<String> same = Preflight.sameServer(servers);
        if (same.isPresent()) {
            throw new RefusedException(same.get());
        }
        Optional<String> refusal = Preflight.refusal(servers);
        if (refusal.isPresent() && !plan.allowWritableRole()) {
            throw new RefusedException(refusal.get());
        }
        return servers;
    }

    private SelfTestReport selfTest(Judgement judgement, SnapshotSet catalogue) throws InterruptedException {
        if (sandbox.isEmpty()) {
            return noSelfTest("no sandbox was given in which damage could be planted");
        }
        List<TableSpec> tables =
                judgement.tables().stream().map(TableMapping::source).toList();
        return new SelfTest(plan, tables, sandbox.get(), Verification::judge).run(catalogue);
    }

    private SelfTestReport noSelfTest(String reason) {
        return new SelfTestReport("", plan.seed(), List.of(), Optional.of(reason));
    }

    /** What checks of a plan say of the databases of a sandbox. */
    public static List<CheckResult> judge(VerificationPlan plan, ShardDatabase source, List<ShardDatabase> targets)
            throws SourceException, InterruptedException {
        Verification verification = of(plan).source(source.shard(), source.database());
        targets.forEach(target -> verification.target(target.shard(), target.database()));
        return verification.run().checks();
    }

    private void requireServers() {
        if (sources.isEmpty() || targets.isEmpty()) {
            throw new IllegalArgumentException("%d sources and %d targets: there must be at least one of each"
                    .formatted(sources.size(), targets.size()));
        }
        List<String> names = new ArrayList<>(names(sources));
        names.addAll(names(targets));
        for (String name : names) {
            if (names.indexOf(name) != names.lastIndexOf(name)) {
                throw new IllegalArgumentException(
                        "two servers are called %s; reports could not tell them apart".formatted(name));
            }
        }
    }

    private static List<String> names(List<ShardDatabase> databases) {
        return databases.stream().map(ShardDatabase::shard).toList();
    }
}
