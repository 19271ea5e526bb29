package dev.shardproof.scenarios.runner;

import dev.shardproof.loadgen.recording.LoadSummary;
import dev.shardproof.reports.run.DataReport;
import dev.shardproof.reports.run.EnvironmentReport;
import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.LatencyReport;
import dev.shardproof.reports.run.LoadReport;
import dev.shardproof.reports.run.MigrationReport;
import dev.shardproof.reports.run.Outcome;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.ScenarioReport;
import dev.shardproof.reports.run.TopologyReport;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.runner.verdict.LoadEvidence;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.FaultValues;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.conductor.FaultEffect;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.simulator.migration.progress.MigrationSummary;
import dev.shardproof.simulator.topology.Topology;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Turns what a run has learnt into its report: the same facts in the words of {@code reports.run}. */
final class ReportAssembly {

    private final Scenario scenario;
    private final RunFacts facts;
    private final PhaseTimeline timeline;
    private final Instant start;

    ReportAssembly(Scenario scenario, RunFacts facts, PhaseTimeline timeline, Instant start) {
        this.scenario = scenario;
        this.facts = facts;
        this.timeline = timeline;
        this.start = start;
    }

    /** The faults as the verdict rule and the report see them. */
    List<FaultReport> faults() {
        List<FaultReport> reports = new ArrayList<>();
        for (int i = 0; i < facts.faults.size(); i++) {
            reports.add(fault(facts.faults.get(i), scenario.faults().get(i).at().toString()));
        }
        return reports;
    }

    RunReport report(RunBundle bundle, Outcome outcome, String toolVersion, String replay, Instant end) {
        return new RunReport(
                RunReport.SCHEMA,
                toolVersion,
                bundle.id(),
                ScenarioReport.live(scenario.name(), scenario.seed(), replay),
                environment(),
                start,
                end,
                outcome,
                Optional.of(topology(scenario.cluster().topology())),
                facts.topologyAfter.map(ReportAssembly::topology),
                moves(),
                facts.data.map(this::data),
                facts.migration.map(summary -> migration(bundle.id(), summary)),
                facts.load.map(this::load),
                latency(),
                timeSeries(),
                faults(),
                facts.guards,
                facts.checks,
                facts.inventoryAfter.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Inventories.compared(facts.inventoryBefore, facts.inventoryAfter)),
                bundle.artefacts());
    }

    private EnvironmentReport environment() {
        long memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : 0;
        return new EnvironmentReport(
                scenario.cluster().provider().label(),
                "%s %s (%s)"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                memory,
                System.getProperty("java.version") + " " + System.getProperty("java.vendor"),
                facts.databaseVersion,
                facts.proxy);
    }

    private static TopologyReport topology(Topology topology) {
        return new TopologyReport(
                topology.epoch(),
                topology.strategy().label(),
                topology.owners().stream()
                        .map(owner -> TopologyReport.OwnedRange.of(
                                owner.range().start(),
                                owner.range().end(),
                                owner.shard().name()))
                        .toList());
    }

    private List<TopologyReport.Move> moves() {
        return scenario.reshard().plan(scenario.cluster()).moves().stream()
                .map(move -> TopologyReport.Move.of(
                        move.range().start(),
                        move.range().end(),
                        move.source().name(),
                        move.target().name()))
                .toList();
    }

    private DataReport data(LoadedData data) {
        Map<String, Long> before = new TreeMap<>();
        for (TableLayout table : data.tables()) {
            if (table.isSharded()) {
                data.rows().get(table).forEach((shard, rows) -> before.merge(shard.name(), rows, Long::sum));
            }
        }
        return new DataReport(
                Translation.datasetName(scenario),
                data.tables().stream()
                        .map(table -> table.shardKey()
                                .map(key -> DataReport.Table.sharded(table.displayName(), key.column()))
                                .orElseGet(() -> DataReport.Table.reference(table.displayName())))
                        .toList(),
                before,
                facts.rowsAfter);
    }

    private MigrationReport migration(String id, MigrationSummary summary) {
        return new MigrationReport(
                id,
                scenario.reshard().migrator().label(),
                summary.state().name(),
                timeline.spans().stream()
                        .map(span -> new MigrationReport.Phase(span.name(), span.start(), span.end()))
                        .toList(),
                summary.streams().stream()
                        .map(stream -> new MigrationReport.Stream(
                                stream.stream().source().name(),
                                stream.stream().target().name(),
                                stream.rows(),
                                stream.bytes(),
                                stream.chunks(),
                                stream.bytes()
                                        / 1e6
                                        / Math.max(1e-3, stream.took().toNanos() / 1e9)))
                        .toList(),
                summary.writePause()
                        .map(pause -> OptionalLong.of(pause.toMillis()))
                        .orElse(OptionalLong.empty()),
                summary.lagAtFenceBytes() < 0 ? OptionalLong.empty() : OptionalLong.of(summary.lagAtFenceBytes()),
                summary.reverseReady(),
                summary.state() == MigrationState.COMPLETED,
                Math.max(0, summary.rowsRemoved()),
                scenario.reshard().defect().map(defect -> defect.label()));
    }

    private LoadReport load(LoadEvidence evidence) {
        LoadSummary all = evidence.report().overall().all();
        return new LoadReport(
                scenario.workload().profile().label(),
                offeredPerSecond(evidence),
                all.count(),
                all.acknowledged(),
                all.rejected(),
                all.indeterminate(),
                all.notSent(),
                Math.max(0, all.attempts() - (all.count() - all.notSent())),
                scenario.workload().arrivals().words(),
                driver(evidence),
                facts.application);
    }

    /** What the scenario says, or if that changes, the mean of all seconds. */
    private double offeredPerSecond(LoadEvidence evidence) {
        return scenario.workload().arrivals() instanceof ArrivalsSpec.Rate rate
                ? rate.perSecond()
                : (double) evidence.report().overall().all().count()
                        / Math.max(1, evidence.report().seconds().size());
    }

    /** From the baseline on: before, code is compiled and nothing is judged. */
    private Optional<LoadReport.Driver> driver(LoadEvidence evidence) {
        return timeline.span(PhaseTimeline.BASELINE)
                .flatMap(baseline -> evidence.driver(baseline.start()))
                .map(all -> new LoadReport.Driver(
                        all.ownP50Micros(),
                        all.ownP99Micros(),
                        all.ownMaxMicros(),
                        all.ownLate() + all.ownNotSent(),
                        all.waited(),
                        all.waitMaxMicros(),
                        all.pauseMicros()));
    }

    private LatencyReport latency() {
        if (facts.load.isEmpty()) {
            return LatencyReport.empty();
        }
        dev.shardproof.loadgen.recording.LoadReport report = facts.load.get().report();
        List<LatencyReport.PhaseLatency> overall = new ArrayList<>();
        Map<String, List<LatencyReport.PhaseLatency>> byShard = new TreeMap<>();
        report.phases().forEach((phase, group) -> {
            overall.add(latency(phase, group.all()));
            group.byShard().forEach((shard, summary) -> {
                if (!shard.isEmpty()) {
                    byShard.computeIfAbsent(shard, name -> new ArrayList<>()).add(latency(phase, summary));
                }
            });
        });
        return new LatencyReport(
                overall,
                byShard.entrySet().stream()
                        .map(entry -> new LatencyReport.ShardLatency(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /**
     * A percentile that falls on operations that failed has no end; the report's numbers do, so it stands there as the
     * slowest time that was measured, beside the count of failures.
     */
    private static LatencyReport.PhaseLatency latency(String phase, LoadSummary summary) {
        long max = summary.maxMicros();
        return new LatencyReport.PhaseLatency(
                phase,
                summary.count(),
                summary.failed(),
                Math.min(max, summary.p50Micros()),
                Math.min(max, summary.p90Micros()),
                Math.min(max, summary.p99Micros()),
                Math.min(max, summary.p999Micros()),
                max);
    }

    private List<LatencyReport.Second> timeSeries() {
        if (facts.load.isEmpty()) {
            return List.of();
        }
        long first = start.getEpochSecond();
        long slowest = facts.load.get().report().overall().all().maxMicros();
        return facts.load.get().report().seconds().stream()
                .map(second -> new LatencyReport.Second(
                        Math.max(0, second.startMicros() / 1_000_000 - first),
                        second.offered(),
                        second.completed() + second.failed(),
                        second.failed(),
                        Math.min(slowest, second.p50Micros()),
                        Math.min(slowest, second.p99Micros())))
                .toList();
    }

    static FaultReport fault(FaultRecord record, String placedAt) {
        FaultRecord.Outcome outcome = record.outcome();
        Fault fault = record.placed().fault();
        String values = FaultValues.line(fault);
        return new FaultReport(
                fault.kind().key(),
                (values.isEmpty() ? "" : values + " ")
                        + "for " + Quantities.formatDuration(record.placed().duration())
                        + record.problem().map(problem -> "; " + problem).orElse(""),
                fault.target().name(),
                placedAt,
                record.started(),
                record.ended(),
                record.phases(),
                record.effects().stream().map(ReportAssembly::effect).toList(),
                record.bitten() && record.actedInPlace(),
                outcome != FaultRecord.Outcome.NOT_HEALED);
    }

    private static FaultReport.Effect effect(FaultEffect effect) {
        return new FaultReport.Effect(
                effect.expected().figure(),
                effect.expected().unit(),
                effect.expected().leastRise(),
                effect.expected().healedRise(),
                effect.figure(effect.before()),
                effect.figure(effect.during()),
                effect.figure(effect.after()));
    }
}
