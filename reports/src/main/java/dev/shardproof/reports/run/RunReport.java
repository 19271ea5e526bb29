package dev.shardproof.reports.run;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that one run has to say, as one value: all renderings are made from it and nothing else.
 *
 * <p>A report can not claim more than its evidence: the constructor refuses a verdict that is better than the worst
 * check, and a pass with a fault that never bit. A run that ended early leaves the optional parts empty.
 *
 * @param schema always {@link #SCHEMA}
 * @param toolVersion the version of Shardproof
 * @param runId the identity of the run, e.g. the name of its bundle's folder
 * @param scenario what was asked for
 * @param environment where it ran
 * @param start when the run started
 * @param end when it ended
 * @param outcome the verdict and why
 * @param topologyBefore who owned what before; empty if the run ended before the cluster stood
 * @param topologyAfter who owned what at the end; empty if the run ended before that was known
 * @param moves the reshard plan
 * @param data the data set; empty if the run ended before it was loaded
 * @param migration what the migration did; empty if it never started
 * @param load what the load did; empty if it never started
 * @param latency what the clients felt, by migration phase
 * @param timeSeries what the clients felt, second by second, ascending
 * @param faults what was broken on purpose
 * @param guards what watched the run, in the scenario's order
 * @param checks what the judges said, in the order in which they ran
 * @param inventory what was left behind; empty if it was not taken
 * @param artefacts the other files of the bundle, as paths relative to it, with forward slashes
 */
public record RunReport(
        String schema,
        String toolVersion,
        String runId,
        ScenarioReport scenario,
        EnvironmentReport environment,
        Instant start,
        Instant end,
        Outcome outcome,
        Optional<TopologyReport> topologyBefore,
        Optional<TopologyReport> topologyAfter,
        List<TopologyReport.Move> moves,
        Optional<DataReport> data,
        Optional<MigrationReport> migration,
        Optional<LoadReport> load,
        LatencyReport latency,
        List<LatencyReport.Second> timeSeries,
        List<FaultReport> faults,
        List<GuardReport> guards,
        List<CheckResult> checks,
        Optional<InventoryReport> inventory,
        List<String> artefacts) {

    /** The name and version of the report's format. */
    public static final String SCHEMA = "shardproof.report/v1";

    public RunReport {
        if (!SCHEMA.equals(schema)) {
            throw new IllegalArgumentException(
                    "the report has schema '%s', this version of Shardproof reads '%s'".formatted(schema, SCHEMA));
        }
        Require.text(toolVersion, "toolVersion");
        Require.text(runId, "runId");
        Objects.requireNonNull(scenario, "scenario is null");
        Objects.requireNonNull(environment, "environment is null");
        Require.inOrder(start, Optional.of(end), "the run");
        Objects.requireNonNull(outcome, "outcome is null");
        Objects.requireNonNull(topologyBefore, "topologyBefore is null");
        Objects.requireNonNull(topologyAfter, "topologyAfter is null");
        moves = List.copyOf(moves);
        Objects.requireNonNull(data, "data is null");
        Objects.requireNonNull(migration, "migration is null");
        Objects.requireNonNull(load, "load is null");
        Objects.requireNonNull(latency, "latency is null");
        timeSeries = List.copyOf(timeSeries);
        faults = List.copyOf(faults);
        guards = List.copyOf(guards);
        checks = List.copyOf(checks);
        Objects.requireNonNull(inventory, "inventory is null");
        artefacts = List.copyOf(artefacts);
        requireAscending(timeSeries);
        artefacts.forEach(RunReport::requireInsideTheBundle);
        requireHonest(outcome, checks, faults);
        requireHonest(outcome, guards);
    }

    /** How long the run took. */
    public Duration took() {
        return Duration.between(start, end);
    }

    private static void requireHonest(Outcome outcome, List<CheckResult> checks, List<FaultReport> faults) {
        Verdict worst = Verdict.worst(checks.stream().map(CheckResult::verdict).toList());
        if (outcome.verdict().compareTo(worst) < 0) {
            throw new IllegalArgumentException("the verdict %s is better than the checks allow: %s"
                    .formatted(outcome.verdict(), checks.isEmpty() ? "there is none" : "the worst is " + worst));
        }
        for (FaultReport fault : faults) {
            if (outcome.verdict() == Verdict.PASS && !fault.bitten()) {
                throw new IllegalArgumentException(
                        "the verdict is PASS, but the fault '%s' never bit: that is at most INCONCLUSIVE"
                                .formatted(fault.name()));
            }
            if (outcome.verdict() != Verdict.FAIL && !fault.healed()) {
                throw new IllegalArgumentException("the verdict is %s, but the fault '%s' was not healed: that is FAIL"
                        .formatted(outcome.verdict(), fault.name()));
            }
        }
    }

    private static void requireHonest(Outcome outcome, List<GuardReport> guards) {
        for (GuardReport guard : guards) {
            if (outcome.verdict() == Verdict.PASS && guard.state() == GuardReport.State.INCONCLUSIVE) {
                throw new IllegalArgumentException(
                        "the verdict is PASS, but the guard '%s' did not see: that is at most INCONCLUSIVE"
                                .formatted(guard.condition()));
            }
            if (outcome.verdict() != Verdict.FAIL && guard.failsTheRun()) {
                throw new IllegalArgumentException(
                        "the verdict is %s, but the guard '%s' fired to end the migration: that is FAIL"
                                .formatted(outcome.verdict(), guard.condition()));
            }
        }
    }

    private static void requireAscending(List<LatencyReport.Second> timeSeries) {
        for (int i = 1; i < timeSeries.size(); i++) {
            if (timeSeries.get(i).second() <= timeSeries.get(i - 1).second()) {
                throw new IllegalArgumentException("the time series is not ascending: second %d follows second %d"
                        .formatted(
                                timeSeries.get(i).second(),
                                timeSeries.get(i - 1).second()));
            }
        }
    }

    private static void requireInsideTheBundle(String artefact) {
        boolean outside = artefact.isBlank()
                || artefact.startsWith("/")
                || artefact.contains("\\")
                || artefact.contains(":")
                || List.of(artefact.split("/")).contains("..");
        if (outside) {
            throw new IllegalArgumentException(
                    "artefact '%s' is not a path inside the run bundle: give it relative, with forward slashes"
                            .formatted(artefact));
        }
    }
}
