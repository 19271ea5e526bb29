package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.run.EventLog;
import dev.shardproof.reports.run.InventoryReport;
import dev.shardproof.reports.run.MetricsLog;
import dev.shardproof.scenarios.spec.ClusterSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.wiring.ExternalServers;
import dev.shardproof.scenarios.wiring.LiveCluster;
import dev.shardproof.scenarios.wiring.LiveShards;
import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.scenarios.wiring.RunFaults;
import dev.shardproof.scenarios.wiring.RunLeases;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.external.ExternalCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.conductor.FaultConductor;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.ProofPlan;
import dev.shardproof.simulator.fault.migration.FaultyPorts;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.postgres.PostgresPorts;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingException;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.latency.LatencyBlock;
import dev.shardproof.verifier.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One live run, from the first server to the last clean-up: gate, load on, migrate with faults, heal, converge, judge,
 * clean up. What it learns goes into {@link RunFacts} at once, so that a run that ends early can still be reported.
 */
final class Rehearsal {

    /** Pools fill and code gets compiled before the baseline counts. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /** What queued up behind a fault drains before the time after it counts. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** How long the first readings of the guards' metrics may take. */
    private static final Duration FIRST_READINGS = Duration.ofSeconds(10);

    private static final String DATABASE_OBJECTS = "objects in the databases";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LOAD_START = Duration.ofSeconds(45);
    private static final Duration LOAD_STOP = Duration.ofSeconds(60);

    private static final Duration CONVERGE = Duration.ofSeconds(60);

    /** The share of the offered operations that must succeed in the baseline and after the switch. */
    private static final double LEAST_SHARE = 0.5;

    private final Scenario scenario;
    private final ReshardPlan plan;
    private final RunBundle bundle;
    private final RunFacts facts;
    private final RunEnvironment environment;
    private final TerminalProgress terminal;
    private final PhaseTimeline timeline;

    Rehearsal(
            Scenario scenario,
            RunBundle bundle,
            RunFacts facts,
            RunEnvironment environment,
            TerminalProgress terminal,
            PhaseTimeline timeline) {
        this.scenario = scenario;
        this.plan = scenario.reshard().plan(scenario.cluster());
        this.bundle = bundle;
        this.facts = facts;
        this.environment = environment;
        this.terminal = terminal;
        this.timeline = timeline;
    }

    void run(RunRegistry registry, RunLeases leases) throws Exception {
        if (scenario.cluster().provider() == ClusterSpec.Provider.EXTERNAL) {
            runOnExternalServers(registry, leases);
            return;
        }
        terminal.message("Starting %d PostgreSQL servers (%s)"
                .formatted(
                        scenario.shards().size(), scenario.cluster().provider().label()));
        run(LiveCluster.start(scenario, plan, registry, environment.path()), registry, leases);
    }

    private void runOnExternalServers(RunRegistry registry, RunLeases leases) throws Exception {
        terminal.message("Asking %d external servers whether they are sandboxes for this scenario"
                .formatted(scenario.shards().size()));
        ExternalCluster cluster = ExternalServers.open(
                scenario, System.getenv(), ExternalServers.home(System.getenv()), environment.nanoTime());
        facts.inventoryBefore.add(InventoryReport.Item.of(DATABASE_OBJECTS, cluster.inventoryBefore()));
        try {
            run(LiveCluster.external(cluster, registry, environment.path(), scenario.seed()), registry, leases);
        } finally {
            try {
                facts.inventoryAfter.add(InventoryReport.Item.of(DATABASE_OBJECTS, cluster.inventoryNow()));
            } catch (IOException e) {
                facts.trouble(
                        Verdict.INCONCLUSIVE, "whether the servers are as before is not known: " + e.getMessage());
            }
        }
    }

    private void run(LiveCluster live, RunRegistry registry, RunLeases leases) throws Exception {
        try (live;
                LiveShards shards = new LiveShards(live.cluster(), live.proxies())) {
            Cluster cluster = live.cluster();
            facts.databaseVersion = live.databaseDescription();
            facts.proxy = live.proxies().description();
            terminal.message("Loading the data set %s".formatted(Translation.datasetName(scenario)));
            LoadedData data = Translation.dataset(scenario)
                    .load(cluster, scenario.cluster().topology());
            facts.data = Optional.of(data);
            data.warnings().forEach(terminal::message);
            terminal.message("Loaded %,d rows, %,d MB, onto %s; faults go through the %s"
                    .formatted(
                            data.totalRows(),
                            data.totalBytes() / 1_000_000,
                            scenario.cluster().shards(),
                            live.proxies().description()));
            RoutingAuthority authority =
                    shards.installRouting(scenario.cluster().topology());
            try {
                RunFaults faults =
                        new RunFaults(cluster, shards, leases.leases(), environment.clock(), environment.nanoTime());
                rehearse(shards, data, authority, faults, registry, leases);
            } finally {
                keepLogs(cluster);
            }
        }
    }

    private void keepLogs(Cluster cluster) {
        try {
            cluster.copyLogs(bundle.file("servers"));
        } catch (IOException e) {
            terminal.message("The servers' logs can not be kept: " + e.getMessage());
        }
    }

    private void rehearse(
            LiveShards shards,
            LoadedData data,
            RoutingAuthority authority,
            RunFaults faults,
            RunRegistry registry,
            RunLeases leases)
            throws Exception {
        try (EventLog events = new EventLog(bundle.file(EventLog.FILE_NAME), environment.clock());
                MetricsLog metrics = new MetricsLog(bundle.file(MetricsLog.FILE_NAME), environment.clock());
                PostgresPorts ports = new PostgresPorts(
                        shards,
                        scenario.cluster().topology(),
                        Translation.movingTables(data.tables()),
                        environment.migrationClock());
                Judge judge = new Judge(
                        scenario,
                        plan,
                        shards.databases(),
                        data.tables(),
                        () -> shards.sandbox(scenario.cluster().provider().label()),
                        environment.nanoTime(),
                        this::judged)) {
            Inventories.ofServers(shards, facts.inventoryBefore);
            Inventories.ofFaults(shards, leases, facts.inventoryBefore);
            MigrationJournal journal = new MigrationJournal(bundle.id(), events, timeline, judge);
            FaultyPorts faultyPorts = new FaultyPorts(ports);
            OnlineMigrator migrator = new OnlineMigrator(
                    scenario.cluster().topology(),
                    plan,
                    authority,
                    faultyPorts,
                    Translation.migrationSettings(scenario),
                    journal);
            GuardDuty duty = GuardedMigration.duty(scenario, migrator, journal, terminal, environment);
            try {
                boolean switched = underLoad(
                        shards, data, authority, migrator, faultyPorts, faults, journal, metrics, registry, duty);
                if (switched) {
                    judgeAndCleanUp(migrator, judge, duty);
                }
            } finally {
                facts.guards = duty.reports();
                facts.migration = Optional.of(migrator.summary());
            }
            takeStock(shards, data, authority, leases);
        }
    }

    /** What is there in the end. A server that does not answer any more is a finding about it, not an internal error. */
    private void takeStock(LiveShards shards, LoadedData data, RoutingAuthority authority, RunLeases leases) {
        try {
            Inventories.ofServers(shards, facts.inventoryAfter);
            Inventories.ofFaults(shards, leases, facts.inventoryAfter);
            facts.rowsAfter.putAll(shards.shardedRows(data.tables()));
            facts.topologyAfter = Optional.of(authority.current());
        } catch (IllegalStateException | RoutingException e) {
            facts.trouble(Verdict.INCONCLUSIVE, "what is there in the end is not known: " + e.getMessage());
        }
    }

    /** Everything that happens while clients are there; whether the targets own the moved ranges afterwards. */
    private boolean underLoad(
            LiveShards shards,
            LoadedData data,
            RoutingAuthority authority,
            OnlineMigrator migrator,
            FaultyPorts faultyPorts,
            RunFaults faults,
            MigrationJournal journal,
            MetricsLog metrics,
            RunRegistry registry,
            GuardDuty duty)
            throws Exception {
        boolean switched = false;
        GuardedMigration guarded = new GuardedMigration(migrator, duty, facts, terminal);
        try (LoadProcess load = LoadProcess.start(scenario, data, shards, bundle.folder(), registry);
                FaultConductor conductor = conductor(faults.families(load, authority, migrator, faultyPorts), journal);
                LiveProgress progress = new LiveProgress(
                        timeline, migrator, conductor, load.history(), metrics, terminal, environment.nanoTime());
                RunWatch watch = RunWatch.start(scenario, shards, load, migrator, duty, metrics, environment)) {
            progress.start();
            watch.url().ifPresent(url -> terminal.message("Metrics for Prometheus at " + url));
            try {
                if (baseline(load, watch, duty)) {
                    switched = guarded.migrate();
                    afterwards(conductor, switched, duty);
                    if (guarded.rolledBackIfWanted(CONVERGE)) {
                        switched = false;
                        pass(scenario.phases().after()); // clients go on at the sources
                    }
                }
            } finally {
                duty.standDown(); // before the load ends, for its end is no finding
                timeline.end();
                heal(conductor);
                stop(load);
            }
        }
        if (switched) {
            facts.load
                    .flatMap(load -> load.shortfall(
                            PhaseTimeline.AFTER, due(scenario.phases().after()), LEAST_SHARE))
                    .ifPresent(facts.troubles::add);
        }
        return switched;
    }

    /** How many operations a phase of that length should have. */
    private long due(Duration length) {
        return scenario.workload().ratePerSecond() * length.toMillis() / 1_000;
    }

    private FaultConductor conductor(FaultFamily families, MigrationJournal journal) {
        return new FaultConductor(
                Translation.faults(scenario),
                families,
                ProofPlan.STANDARD,
                environment.clock(),
                environment.nanoTime(),
                journal);
    }

    /** Runs the load alone; whether there is a baseline to compare with. */
    private boolean baseline(LoadProcess load, RunWatch watch, GuardDuty duty)
            throws IOException, InterruptedException {
        terminal.message("Starting the load: %s at %d/s"
                .formatted(
                        scenario.workload().profile().label(),
                        scenario.workload().ratePerSecond()));
        try {
            load.awaitStarted(LOAD_START);
        } catch (IOException | TimeoutException e) {
            facts.trouble(Verdict.INCONCLUSIVE, "the baseline never got load: " + e.getMessage());
            return false;
        }
        timeline.enter("warmUp");
        pass(WARM_UP);
        List<String> blind = watch.awaitSight(FIRST_READINGS);
        blind.forEach(complaint -> facts.trouble(Verdict.INCONCLUSIVE, complaint));
        if (!blind.isEmpty()) {
            return false;
        }
        duty.begin();
        timeline.enter(PhaseTimeline.BASELINE);
        pass(scenario.phases().baseline());
        long acknowledged = LoadEvidence.read(load.history(), timeline.spans()).acknowledged(PhaseTimeline.BASELINE);
        long due = due(scenario.phases().baseline());
        if (acknowledged < due * LEAST_SHARE) {
            facts.trouble(
                    Verdict.INCONCLUSIVE,
                    "the baseline never got load: %d of %d operations were acknowledged; see %s for why"
                            .formatted(acknowledged, due, LoadProcess.HISTORY));
            return false;
        }
        List<String> objections = duty.objections();
        objections.forEach(objection -> facts.trouble(Verdict.INCONCLUSIVE, objection));
        return objections.isEmpty();
    }

    /** Lets the faults have their time, then measures a while without any. */
    private void afterwards(FaultConductor conductor, boolean switched, GuardDuty duty) throws InterruptedException {
        while (conductor.records().stream().anyMatch(Rehearsal::acts) && !duty.wantsRollback()) {
            pass(LOOK);
        }
        if (switched && !duty.wantsRollback()) {
            timeline.enter("settling");
            pass(SETTLE);
            timeline.enter(PhaseTimeline.AFTER);
            long end = environment.nanoTime().getAsLong()
                    + scenario.phases().after().toNanos();
            while (environment.nanoTime().getAsLong() < end && !duty.wantsRollback()) {
                pass(LOOK);
            }
        }
    }

    private static boolean acts(FaultRecord fault) {
        return fault.started().isPresent() && fault.ended().isEmpty();
    }

    private void heal(FaultConductor conductor) {
        try {
            conductor.close();
        } catch (RuntimeException e) {
            facts.trouble(Verdict.FAIL, "a fault could not be healed: " + e.getMessage());
        } finally {
            facts.faults = conductor.records();
        }
    }

    private void stop(LoadProcess load) throws IOException, InterruptedException {
        terminal.message("Stopping the load");
        try {
            load.stopAndWait(LOAD_STOP);
        } catch (IOException | TimeoutException e) {
            facts.trouble(Verdict.INCONCLUSIVE, "the load did not end in order: " + e.getMessage());
        }
        if (Files.exists(load.history())) { // a process that died at its start has left none
            facts.load = Optional.of(LoadEvidence.read(load.history(), timeline.spans()));
        }
    }

    private void judgeAndCleanUp(OnlineMigrator migrator, Judge judge, GuardDuty duty)
            throws IOException, InterruptedException {
        terminal.message("Judging");
        try {
            migrator.awaitReverse(CONVERGE);
        } catch (MigrationException e) {
            facts.trouble(Verdict.FAIL, "the sources never caught up with the targets: " + e.getMessage());
        }
        try {
            judgeThenCleanUp(migrator, judge, duty);
        } catch (SourceException e) {
            facts.trouble(Verdict.INCONCLUSIVE, "the judge can not read the shards: " + e.getMessage());
        } catch (MigrationException e) {
            facts.trouble(Verdict.FAIL, "the clean-up failed: " + e.getMessage());
        }
    }

    private void judgeThenCleanUp(OnlineMigrator migrator, Judge judge, GuardDuty duty)
            throws SourceException, IOException, InterruptedException {
        double[] percentiles = Judge.percentiles(scenario.checks());
        judge.judge(blocks(PhaseTimeline.BASELINE, percentiles), blocks(PhaseTimeline.AFTER, percentiles));
        boolean passed = facts.checks.stream().map(CheckResult::verdict).allMatch(verdict -> verdict == Verdict.PASS);
        duty.judged(GuardedMigration.inconsistencies(facts.checks));
        if (duty.wantsRollback()) {
            judge.close(); // to lower a fence is to drop triggers, which waits for whoever still reads the tables
        }
        if (new GuardedMigration(migrator, duty, facts, terminal).rolledBackIfWanted(CONVERGE)) {
            return;
        }
        if (passed && facts.troubles.isEmpty()) {
            terminal.message("Cleaning up the sources");
            migrator.cleanUp();
            judge.judgeCleanUp();
        } else {
            terminal.message("The sources keep the moved rows: not everything passed");
            migrator.leaveSources();
        }
    }

    private List<LatencyBlock> blocks(String phase, double[] percentiles) throws IOException {
        PhaseTimeline.Span span = timeline.spans().stream()
                .filter(candidate -> candidate.name().equals(phase))
                .findFirst()
                .orElse(null);
        return span == null || percentiles.length == 0
                ? List.of()
                : LoadEvidence.blocks(
                        bundle.file(LoadProcess.HISTORY),
                        span,
                        scenario.workload().ratePerSecond(),
                        percentiles);
    }

    private void judged(CheckResult result) {
        facts.checks.add(result);
        terminal.check(result);
    }

    /** Lets time pass; waiting is the feature. */
    private static void pass(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
