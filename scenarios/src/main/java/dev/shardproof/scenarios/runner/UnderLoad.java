package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.run.log.MetricsLog;
import dev.shardproof.scenarios.judgement.MigrationJournal;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.runner.guard.GuardDuty;
import dev.shardproof.scenarios.runner.guard.GuardedMigration;
import dev.shardproof.scenarios.runner.verdict.LatencyGate;
import dev.shardproof.scenarios.runner.verdict.LoadEvidence;
import dev.shardproof.scenarios.runner.verdict.VerdictRule;
import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.conductor.FaultConductor;
import dev.shardproof.simulator.fault.conductor.ProofPlan;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The part of a rehearsal in which clients are there: baseline, migration with faults, and a while without any. */
final class UnderLoad {

    /** Pools fill and code gets compiled before the baseline counts. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /** What queued up behind a fault drains before the time after it counts. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** How long the first readings of the guards' metrics may take. */
    private static final Duration FIRST_READINGS = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LOAD_START = Duration.ofSeconds(90);
    private static final Duration LOAD_STOP = Duration.ofSeconds(60);

    /** What a fault may take beyond its own time: to be measured and injected, and to be healed in several tries. */
    private static final Duration FAULT_SLACK = Duration.ofMinutes(3);

    /** How long faults that are placed at the end of the run may take to act. */
    private static final Duration LAST_FAULTS = Duration.ofSeconds(45);

    /** The share of the offered operations that must succeed in the baseline and after the switch. */
    private static final double LEAST_SHARE = 0.5;

    private final Scenario scenario;
    private final RunFacts facts;
    private final RunEnvironment environment;
    private final TerminalProgress terminal;
    private final PhaseTimeline timeline;
    private final LatencyGate gate;

    /** Starts the load. */
    @FunctionalInterface
    interface LoadStart {
        LoadProcess start() throws IOException;
    }

    UnderLoad(
            Scenario scenario,
            RunFacts facts,
            RunEnvironment environment,
            TerminalProgress terminal,
            PhaseTimeline timeline,
            LatencyGate gate) {
        this.scenario = scenario;
        this.facts = facts;
        this.environment = environment;
        this.terminal = terminal;
        this.timeline = timeline;
        this.gate = gate;
    }

    /** Starts to watch a load. */
    @FunctionalInterface
    interface WatchStart {
        RunWatch start(LoadProcess load) throws IOException;
    }

    /**
     * Everything from the first client to the last one.
     *
     * @param families what injects the faults, with that load
     * @param watching what collects the guards' metrics, with that load
     * @param duty the guards, and what they ask for
     * @return whether the targets own the moved ranges afterwards
     */
    boolean run(
            OnlineMigrator migrator,
            LoadStart start,
            Function<LoadProcess, FaultFamily> families,
            WatchStart watching,
            GuardDuty duty,
            MigrationJournal journal,
            MetricsLog metrics)
            throws IOException, InterruptedException {
        boolean switched = false;
        GuardedMigration guarded = new GuardedMigration(migrator, duty, facts::trouble, terminal);
        try (LoadProcess load = start.start();
                FaultConductor conductor = conductor(families.apply(load), journal);
                LiveProgress progress =
                        new LiveProgress(timeline, migrator, load, metrics, terminal, environment.nanoTime());
                RunWatch watch = watching.start(load)) {
            timeline.follow(conductor::observe);
            journal.holdFor(conductor);
            progress.start();
            try {
                if (baseline(load, watch, duty)) {
                    switched = guarded.migrate();
                    afterwards(conductor, switched, load.history(), duty);
                    if (guarded.rolledBackIfWanted(Rehearsal.CONVERGE)) {
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
        facts.load.ifPresent(this::judgeLoad);
        return switched;
    }

    /** Whether there was the load that should have been. */
    private void judgeLoad(LoadEvidence load) {
        if (isUnheard(load)) {
            facts.trouble(
                    Verdict.INCONCLUSIVE,
                    "%s reported no operation: neither load nor latency nor history can be judged"
                            .formatted(scenario.workload().arrivals().words()));
            return;
        }
        Optional<PhaseTimeline.Span> baseline = timeline.span(PhaseTimeline.BASELINE);
        if (baseline.isPresent() && scenario.workload().profile() != WorkloadSpec.Profile.SIMULATION) {
            load.unpunctual(baseline.get()).ifPresent(trouble -> {
                facts.troubles.add(trouble);
                facts.driverKeptUp = false;
            });
        }
        timeline.span(PhaseTimeline.AFTER)
                .flatMap(after -> load.shortfall(
                        PhaseTimeline.AFTER,
                        load.due(
                                scenario.workload().arrivals(),
                                after,
                                after.end().orElseThrow()),
                        LEAST_SHARE))
                .ifPresent(facts.troubles::add);
    }

    /** Simulations need not tell what they do. */
    private boolean isUnheard(LoadEvidence load) {
        return load.isEmpty() && scenario.workload().profile() == WorkloadSpec.Profile.SIMULATION;
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
        terminal.message("Starting the load: %s, %s"
                .formatted(
                        scenario.workload().profile().label(),
                        scenario.workload().arrivals().words()));
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
        LoadEvidence evidence = LoadEvidence.read(load.history(), timeline.spans());
        long acknowledged = evidence.acknowledged(PhaseTimeline.BASELINE);
        PhaseTimeline.Span baseline = timeline.span(PhaseTimeline.BASELINE).orElseThrow();
        long due = evidence.due(
                scenario.workload().arrivals(),
                baseline,
                baseline.start().plus(scenario.phases().baseline()));
        if (acknowledged < due * LEAST_SHARE && !isUnheard(evidence)) {
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

    /**
     * Lets the faults have their time, then measures a while without any but those that are placed there, and on while the
     * gate is undecided.
     */
    private void afterwards(FaultConductor conductor, boolean switched, Path history, GuardDuty duty)
            throws IOException, InterruptedException {
        List<String> acting = awaitHealed(conductor, duty);
        if (!acting.isEmpty() && !duty.wantsRollback()) {
            facts.troubles.add(VerdictRule.Trouble.ofFault(
                    Verdict.FAIL,
                    "these faults did not end, though their time was over: " + String.join(", ", acting)));
        }
        if (switched && !duty.wantsRollback()) {
            timeline.enter("settling");
            pass(SETTLE);
            timeline.enter(PhaseTimeline.AFTER);
            passUnlessRollback(scenario.phases().after(), duty);
            while (!duty.wantsRollback() && gate.wantsMore(history, timeline.spans())) {
                terminal.message("The latency gate is undecided: measuring for another %s"
                        .formatted(Quantities.formatDuration(scenario.phases().after())));
                passUnlessRollback(scenario.phases().after(), duty);
            }
            conductor.awaitActing(LAST_FAULTS);
        }
    }

    /** The faults that still act when all had their time, or a guard wants the way back. */
    private List<String> awaitHealed(FaultConductor conductor, GuardDuty duty) throws InterruptedException {
        long deadline = environment.nanoTime().getAsLong()
                + longestFault().plus(FAULT_SLACK).toNanos();
        List<String> acting = conductor.awaitHealed(LOOK);
        while (!acting.isEmpty()
                && !duty.wantsRollback()
                && environment.nanoTime().getAsLong() - deadline < 0) {
            acting = conductor.awaitHealed(LOOK);
        }
        return acting;
    }

    private void passUnlessRollback(Duration duration, GuardDuty duty) throws InterruptedException {
        long deadline = environment.nanoTime().getAsLong() + duration.toNanos();
        while (environment.nanoTime().getAsLong() - deadline < 0 && !duty.wantsRollback()) {
            pass(LOOK);
        }
    }

    private Duration longestFault() {
        return scenario.faults().stream()
                .map(FaultSpec::length)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private void heal(FaultConductor conductor) {
        try {
            conductor.close();
        } catch (RuntimeException e) {
            facts.troubles.add(
                    VerdictRule.Trouble.ofFault(Verdict.FAIL, "a fault could not be healed: " + e.getMessage()));
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
        if (Files.exists(load.activity())) { // a simulation of the user's own has no instances
            facts.application = ApplicationFigures.byPhase(load.activity(), timeline.spans());
        }
    }

    /** Lets time pass; waiting is the feature. */
    private static void pass(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
