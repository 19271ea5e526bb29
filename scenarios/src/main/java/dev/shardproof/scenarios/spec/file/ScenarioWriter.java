package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.PhasePoint;
import dev.shardproof.scenarios.spec.PhaseSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.cluster.ClusterWriter;
import dev.shardproof.scenarios.spec.file.workload.WorkloadWriter;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultParameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Writes a scenario with every default filled in, key ranges included, so that a later release with other defaults or
 * another planner still replays the same run. What is written reads back to an equal value as long as the files that it
 * names exist: they are written as absolute paths.
 */
public final class ScenarioWriter {

    private ScenarioWriter() {}

    /** The scenario as YAML text that ends with a line break. */
    public static String toYaml(Scenario scenario) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("apiVersion", Scenario.API_VERSION);
        root.put("name", scenario.name());
        if (!scenario.description().isEmpty()) {
            root.put("description", scenario.description());
        }
        root.put("seed", scenario.seed());
        root.put("cluster", ClusterWriter.cluster(scenario.cluster()));
        root.put("data", ClusterWriter.data(scenario.data()));
        root.put("reshard", ClusterWriter.reshard(scenario.reshard()));
        root.put("workload", WorkloadWriter.workload(scenario.workload()));
        root.put("phases", phases(scenario.phases()));
        root.put("faults", scenario.faults().stream().map(ScenarioWriter::fault).toList());
        if (!scenario.guards().guards().isEmpty()) {
            root.put("guards", GuardsReader.written(scenario.guards()));
        }
        root.put("checks", checks(scenario.checks()));
        root.put("expect", expect(scenario.expect()));
        return dump(root);
    }

    private static String dump(Map<String, Object> root) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSchema(new CoreSchema())
                .setWidth(120)
                .setSplitLines(false)
                // Two equal parts stay two parts: an alias would be refused when the file is read back.
                .setDereferenceAliases(true)
                .build();
        return new Dump(settings).dumpToString(root);
    }

    /**
     * What the load and the servers under it are, without seed, faults, reshard and checks: two scenarios of which this is
     * equal make the same noise.
     */
    public static String loadYaml(Scenario scenario) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("cluster", ClusterWriter.cluster(scenario.cluster()));
        root.put("data", ClusterWriter.data(scenario.data()));
        root.put("workload", WorkloadWriter.workload(scenario.workload()));
        root.put("phases", phases(scenario.phases()));
        return dump(root);
    }

    private static Map<String, Object> phases(PhaseSpec phases) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("baseline", Quantities.formatDuration(phases.baseline()));
        map.put("after", Quantities.formatDuration(phases.after()));
        return map;
    }

    private static Map<String, Object> fault(FaultSpec placed) {
        Fault fault = placed.fault();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(fault.kind().key(), fault.target().name());
        for (FaultParameter parameter : fault.kind().parameters()) {
            map.put(parameter.name(), FaultValues.text(parameter, fault.values().get(parameter.name())));
        }
        map.put("at", point(placed.at()));
        map.put("for", Quantities.formatDuration(placed.length()));
        return map;
    }

    private static String point(PhasePoint at) {
        if (at.percent() > 0) {
            return at.phase().label() + " " + at.percent() + "%";
        }
        return at.delay().isZero()
                ? at.phase().label()
                : at.phase().label() + " +" + Quantities.formatDuration(at.delay());
    }

    private static Map<String, Object> checks(ChecksSpec checks) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (CheckName check : CheckName.values()) {
            if (checks.enabled().contains(check)) {
                map.put(check.label(), settings(check, checks));
            }
        }
        return map;
    }

    private static Map<String, Object> settings(CheckName check, ChecksSpec checks) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (check == CheckName.SAMPLED_CHECKSUM) {
            ChecksSpec.SampledChecksum sampled = checks.sampledChecksum().orElseThrow();
            map.put("confidence", Quantities.number(sampled.confidence()));
            map.put("detect", Quantities.number(sampled.detect()));
        } else if (check == CheckName.LATENCY_BASELINE) {
            ChecksSpec.LatencyBaseline latency = checks.latencyBaseline().orElseThrow();
            latency.percentMax()
                    .forEach((percentile, percent) ->
                            map.put(percentile.label(), "+" + Quantities.formatPercent(percent)));
            map.put("ignoreBelow", Quantities.formatDuration(latency.ignoreBelow()));
            map.put("looks", latency.looks());
            latency.file()
                    .ifPresent(file -> map.put("file", file.toAbsolutePath().toString()));
            latency.calibration()
                    .ifPresent(
                            file -> map.put("calibration", file.toAbsolutePath().toString()));
        } else if (check == CheckName.LATENCY_THRESHOLD) {
            ChecksSpec.LatencyThreshold threshold = checks.latencyThreshold().orElseThrow();
            threshold.max().forEach((percentile, max) -> map.put(percentile.label(), Quantities.formatDuration(max)));
            if (!threshold.per().isEmpty()) {
                map.put(
                        "per",
                        threshold.per().stream()
                                .sorted()
                                .map(ChecksSpec.LatencyThreshold.Per::label)
                                .toList());
            }
        } else if (check == CheckName.RECOVERY) {
            ChecksSpec.Recovery recovery = checks.recovery().orElseThrow();
            map.put("goodput", Quantities.formatPercent(recovery.goodputPercent()));
            map.put("within", Quantities.formatDuration(recovery.within()));
        } else if (check == CheckName.HISTORY) {
            ChecksSpec.History history = checks.history().orElseThrow();
            map.put("staleReads", history.staleReads());
            map.put("staleFor", Quantities.formatDuration(history.staleFor()));
        }
        return map;
    }

    private static Object expect(Expectation expect) {
        if (expect.fired().isPresent()) {
            return Map.of("fired", expect.fired().get().key());
        }
        return switch (expect.verdict()) {
            case PASS -> "pass";
            case INCONCLUSIVE -> "inconclusive";
            case FAIL ->
                Map.of("fail", expect.failing().stream().map(CheckName::label).collect(Collectors.toList()));
        };
    }
}
