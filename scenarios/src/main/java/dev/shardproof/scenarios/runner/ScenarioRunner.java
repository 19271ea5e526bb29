package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.render.RunReportWriter;
import dev.shardproof.reports.run.Outcome;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.latency.StoredBaseline;
import dev.shardproof.scenarios.metrics.PrometheusEndpoint;
import dev.shardproof.scenarios.runner.verdict.LatencyGate;
import dev.shardproof.scenarios.runner.verdict.VerdictRule;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.file.ScenarioWriter;
import dev.shardproof.scenarios.wiring.cluster.DeadRuns;
import dev.shardproof.scenarios.wiring.cluster.LiveCluster;
import dev.shardproof.scenarios.wiring.cluster.RunLeases;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.registry.ReapedRun;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.fault.lease.HealedFault;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a scenario and leaves a run bundle. Whatever happens in between, everything that was started is ended, and what
 * was learnt is reported.
 *
 * <p>Interrupting the calling thread ends the run early and in order; {@link #run} then returns an outcome with exit
 * code 130.
 */
public final class ScenarioRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ScenarioRunner.class);
    private static final int INTERNAL_ERROR = 70;

    /** Longer than an operating system and a parent process need to take note of an end. */
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final Path runs;
    private final RunEnvironment environment;
    private final TerminalProgress terminal;

    /**
     * @param runs where bundles go
     * @param environment what is taken from the machine
     * @param terminal who is told how it goes
     */
    public ScenarioRunner(Path runs, RunEnvironment environment, TerminalProgress terminal) {
        this.runs = Objects.requireNonNull(runs, "runs is null");
        this.environment = environment.steady();
        this.terminal = Objects.requireNonNull(terminal, "terminal is null");
    }

    /**
     * Runs the scenario.
     *
     * @param scenario what to do
     * @param replay the command that does the same again, for the report
     * @return the outcome, whose exit code is the process's
     * @throws DatasetException if the data does not fit the scenario; nothing is left running
     * @throws StoredBaseline.InvalidBaselineException if the stored baseline that it names is none; nothing was started
     * @throws ClusterStartException if the servers do not start; nothing is left running
     * @throws PrometheusEndpoint.PortUnusableException if the metrics can not be served; nothing was started
     * @throws IOException if bundle or report can not be written; nothing is left running
     */
    public Outcome run(Scenario scenario, String replay) throws IOException {
        LatencyGate.requireReadableBaseline(scenario); // before anything is started or written, and so is the port
        PrometheusEndpoint endpoint = environment.metricsPort().isPresent()
                ? new PrometheusEndpoint(environment.metricsPort().getAsInt())
                : null;
        try (endpoint;
                EndingHook hook = EndingHook.install()) {
            return run(scenario, replay, Optional.ofNullable(endpoint), hook);
        }
    }

    private Outcome run(Scenario scenario, String replay, Optional<PrometheusEndpoint> endpoint, EndingHook hook)
            throws IOException {
        Instant start = environment.clock().instant();
        RunBundle bundle = RunBundle.create(runs, scenario.name(), scenario.seed(), start);
        Files.writeString(bundle.file("scenario.yaml"), ScenarioWriter.toYaml(scenario));
        terminal.message("Scenario %s, seed %d".formatted(scenario.name(), scenario.seed()));
        endpoint.ifPresent(open -> terminal.message("Metrics for Prometheus at " + open.url()));
        RunFacts facts = new RunFacts();
        PhaseTimeline timeline = new PhaseTimeline(environment.clock());
        boolean interrupted = false;
        boolean broken = false;
        try {
            rehearse(scenario, bundle, facts, timeline, endpoint, hook);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (DatasetException | ClusterStartException e) {
            interrupted = Thread.interrupted();
            if (!interrupted) {
                throw e;
            }
        } catch (Exception e) {
            interrupted = Thread.interrupted();
            broken = !interrupted;
            LOG.debug("the run broke", e);
            if (broken) {
                facts.trouble(Verdict.INCONCLUSIVE, "the run broke: " + e);
            }
        }
        interrupted |= hook.reporting();
        timeline.end();
        ReportAssembly assembly = new ReportAssembly(scenario, facts, timeline, start);
        Outcome outcome = VerdictRule.outcome(
                facts.checks, assembly.faults(), facts.guards, facts.troubles, scenario.expect(), interrupted);
        if (broken) {
            outcome = new Outcome(
                    outcome.verdict(), INTERNAL_ERROR, outcome.expect(), outcome.expectationMet(), outcome.reasons());
        }
        RunReportWriter.write(
                bundle.folder(),
                assembly.report(
                        bundle,
                        outcome,
                        environment.toolVersion(),
                        replay,
                        environment.clock().instant()));
        terminal.verdict(
                outcome.verdict(),
                reasons(outcome),
                bundle.file(RunReportWriter.HTML).toString());
        return outcome;
    }

    /** A failure that the scenario asks for is a success of the run, which its exit code alone does not explain. */
    private static List<String> reasons(Outcome outcome) {
        List<String> reasons = new ArrayList<>(outcome.reasons());
        if (outcome.verdict() != Verdict.PASS && outcome.expectationMet()) {
            reasons.add("the scenario expects %s, and so it came: exit code %d"
                    .formatted(outcome.expect(), outcome.exitCode()));
        }
        return reasons;
    }

    private void rehearse(
            Scenario scenario,
            RunBundle bundle,
            RunFacts facts,
            PhaseTimeline timeline,
            Optional<PrometheusEndpoint> endpoint,
            EndingHook hook)
            throws Exception {
        facts.inventoryBefore.addAll(Inventories.ofMachine(Optional.empty()));
        ClusterSpec.Provider provider = scenario.cluster().provider();
        RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser());
        try (registry) {
            hook.takeOver(registry);
            DeadRuns.cleanUp(registry).forEach(terminal::message);
            for (ReapedRun reaped : LiveCluster.reapDead(provider)) {
                terminal.message(DeadRuns.message(reaped));
            }
            facts.inventoryBefore.addAll(Inventories.ofProvider(LiveCluster.inventory(provider, registry.runId())));
            rehearse(scenario, registry, bundle, facts, timeline, endpoint);
        }
        facts.inventoryAfter.addAll(Inventories.settled(
                facts.inventoryBefore, () -> Inventories.ofMachine(Optional.of(registry.runFolder())), ENDING));
        facts.inventoryAfter.addAll(Inventories.ofProvider(LiveCluster.inventory(provider, registry.runId())));
        Inventories.leftovers(facts.inventoryBefore, facts.inventoryAfter)
                .ifPresent(left -> facts.trouble(Verdict.FAIL, "the run left behind: " + left));
    }

    private void rehearse(
            Scenario scenario,
            RunRegistry registry,
            RunBundle bundle,
            RunFacts facts,
            PhaseTimeline timeline,
            Optional<PrometheusEndpoint> endpoint)
            throws Exception {
        RunLeases leases = RunLeases.open(registry, scenario.cluster().provider(), environment.nanoTime());
        try (leases) {
            new Rehearsal(scenario, bundle, facts, environment, terminal, timeline, endpoint).run(registry, leases);
        }
        // Nobody else may heal a fault of a run that is in order.
        for (HealedFault healed : leases.healed()) {
            Verdict verdict = healed.healed() ? Verdict.INCONCLUSIVE : Verdict.FAIL;
            facts.troubles.add(VerdictRule.Trouble.ofFault(verdict, "the watchdog had to heal " + healed));
        }
    }
}
