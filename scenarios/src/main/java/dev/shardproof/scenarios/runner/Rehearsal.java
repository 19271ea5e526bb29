package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.run.InventoryReport;
import dev.shardproof.reports.run.log.EventLog;
import dev.shardproof.reports.run.log.MetricsLog;
import dev.shardproof.scenarios.judgement.Judge;
import dev.shardproof.scenarios.judgement.MigrationJournal;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.metrics.PrometheusEndpoint;
import dev.shardproof.scenarios.runner.guard.GuardDuty;
import dev.shardproof.scenarios.runner.guard.GuardedMigration;
import dev.shardproof.scenarios.runner.verdict.LatencyGate;
import dev.shardproof.scenarios.runner.verdict.RecoveryEvidence;
import dev.shardproof.scenarios.runner.verdict.UnfoundedCheck;
import dev.shardproof.scenarios.runner.verdict.VerdictRule;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.wiring.ClientRemovals;
import dev.shardproof.scenarios.wiring.HistoryJudgement;
import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.scenarios.wiring.RunFaults;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.scenarios.wiring.cluster.ExternalServers;
import dev.shardproof.scenarios.wiring.cluster.LiveCluster;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.scenarios.wiring.cluster.RunLeases;
import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.external.ExternalCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.fault.migration.FaultyPorts;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.postgres.PostgresPorts;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingException;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.source.SourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One live run, from the first server to the last clean-up: gate, load on, migrate with faults, heal, converge, judge,
 * clean up. What it learns goes into {@link RunFacts} at once, so that a run that ends early can still be reported.
 */
final class Rehearsal {

    private static final String DATABASE_OBJECTS = "objects in the databases";
    static final Duration CONVERGE = Duration.ofSeconds(60);

    private final Scenario scenario;
    private final ReshardPlan plan;
    private final RunBundle bundle;
    private final RunFacts facts;
    private final RunEnvironment environment;
    private final TerminalProgress terminal;
    private final PhaseTimeline timeline;
    private final LatencyGate gate;
    private final Optional<PrometheusEndpoint> endpoint;

    Rehearsal(
            Scenario scenario,
            RunBundle bundle,
            RunFacts facts,
            RunEnvironment environment,
            TerminalProgress terminal,
            PhaseTimeline timeline,
            Optional<PrometheusEndpoint> endpoint) {
        this.scenario = scenario;
        this.plan = scenario.reshard().plan(scenario.cluster());
        this.bundle = bundle;
        this.facts = facts;
        this.environment = environment;
        this.terminal = terminal;
        this.timeline = timeline;
        this.gate = new LatencyGate(scenario, environment.clock(), environment.nanoTime());
        this.endpoint = endpoint;
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
                scenario,
                System.getenv(),
                ExternalServers.home(System.getenv()),
                environment.nanoTime(),
                registry.runId());
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
                LiveShards shards = new LiveShards(live.cluster(), live.proxies(), registry.runId())) {
            Cluster cluster = live.cluster();
            facts.databaseVersion = live.databaseDescription();
            facts.proxy = live.proxies().description();
            terminal.message("Loading the data set %s".formatted(Translation.datasetName(scenario)));
            LoadedData data = Translation.dataset(scenario)
                    .load(cluster, scenario.cluster().topology());
            facts.data = Optional.of(data);
            gate.calibrate(facts.databaseVersion, data.totalRows());
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
                live.proxies()
                        .failures()
                        .forEach(failure -> facts.troubles.add(
                                VerdictRule.Trouble.ofFault(Verdict.INCONCLUSIVE, "the proxy failed: " + failure)));
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
            GuardDuty duty = GuardedMigration.duty(
                    scenario, migrator, journal, terminal, environment.clock(), environment.nanoTime());
            try {
                boolean switched = new UnderLoad(scenario, facts, environment, terminal, timeline, gate)
                        .run(
                                migrator,
                                () -> LoadProcess.start(
                                        scenario, data, shards, bundle.folder(), registry, environment.clock()),
                                load -> faults.families(load, authority, migrator, faultyPorts),
                                load -> RunWatch.start(
                                        scenario, shards, load, migrator, duty, metrics, endpoint, environment),
                                duty,
                                journal,
                                metrics);
                MigrationState state = migrator.progress().state();
                if (state == MigrationState.ROLLED_BACK || state == MigrationState.ABORTED) {
                    judgeTakenBack(migrator, judge, duty, true);
                }
                judgeHistory(shards, data, authority, judge);
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

    /** Whether the reshard came about or not: clients must not lose anything by an aborted one either. */
    private void judgeHistory(LiveShards shards, LoadedData data, RoutingAuthority authority, Judge judge)
            throws InterruptedException {
        if (facts.load.isEmpty()) {
            return; // nobody saw anything, which is a trouble already
        }
        try {
            judge.judgeHistory(HistoryJudgement.checks(
                    scenario,
                    bundle.file(LoadProcess.HISTORY),
                    shards,
                    data,
                    authority.current(),
                    timeline.beginOf(MigrationState.SWITCHED.label()),
                    timeline.beginOf(MigrationState.ROLLED_BACK.label()),
                    environment.nanoTime()));
        } catch (IOException | RoutingException e) {
            facts.trouble(Verdict.INCONCLUSIVE, "the clients' history can not be judged: " + e.getMessage());
        }
    }

    /**
     * What a way back or an abort has left; clients are gone.
     *
     * @param cutOverToo whether the cut-over has not been judged yet
     */
    private void judgeTakenBack(OnlineMigrator migrator, Judge judge, GuardDuty duty, boolean cutOverToo)
            throws InterruptedException {
        judge.clientsAreGone();
        if (migrator.progress().state() == MigrationState.ABORTED) {
            terminal.message("Judging the abort");
            judge.judgeAbort(ClientRemovals.of(scenario, bundle.file(LoadProcess.HISTORY)));
            return;
        }
        new GuardedMigration(migrator, duty, facts::trouble, terminal).cleanUpTargets();
        terminal.message("Judging the way back");
        judge.judgeWayBack(cutOverToo);
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
        judge.judge(founded(gate.checks(bundle.file(LoadProcess.HISTORY), timeline.spans())));
        judgeRecovery();
        boolean passed = facts.checks.stream().map(CheckResult::verdict).allMatch(verdict -> verdict == Verdict.PASS);
        duty.judged(GuardedMigration.inconsistencies(facts.checks));
        judge.letGoOfTables();
        if (new GuardedMigration(migrator, duty, facts::trouble, terminal).rolledBackIfWanted(CONVERGE)) {
            judgeTakenBack(migrator, judge, duty, false);
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

    private void judgeRecovery() throws InterruptedException {
        if (scenario.checks().recovery().isPresent()) {
            Check recovery = new RecoveryEvidence(
                    scenario,
                    scenario.checks().recovery().get(),
                    bundle.file(LoadProcess.HISTORY),
                    timeline.spans(),
                    facts.faults,
                    environment.nanoTime());
            new CheckSuite(founded(List.of(recovery)), environment.nanoTime()).run(this::judged);
        }
    }

    private List<Check> founded(List<Check> checks) {
        return UnfoundedCheck.orAsTheyAre(checks, scenario.checks(), facts.driverKeptUp, facts.faults);
    }

    private void judged(CheckResult result) {
        facts.checks.add(result);
        terminal.check(result);
    }
}
