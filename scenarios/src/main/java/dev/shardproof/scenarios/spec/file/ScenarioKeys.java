package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.LoadPhase;
import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.scenarios.spec.file.cluster.ClusterKeys;
import dev.shardproof.scenarios.spec.file.workload.WorkloadKeys;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultParameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every key of a scenario file, those of {@link ClusterKeys} and {@link WorkloadKeys} included. The readers, the JSON
 * Schema and docs/SCENARIOS.md are held against these lists.
 */
final class ScenarioKeys {

    static final List<String> ROOT = List.of(
            "apiVersion",
            "name",
            "description",
            "seed",
            "cluster",
            "data",
            "reshard",
            "workload",
            "phases",
            "faults",
            "guards",
            "checks",
            "expect");
    static final List<String> PHASES = List.of(LoadPhase.BASELINE.label(), LoadPhase.AFTER.label());
    static final List<String> CHECKS =
            Arrays.stream(CheckName.values()).map(CheckName::label).toList();
    static final List<String> SAMPLED_CHECKSUM = List.of("confidence", "detect");
    static final List<String> LATENCY_BASELINE = Stream.concat(
                    Arrays.stream(Percentile.values()).map(Percentile::label),
                    Stream.of("ignoreBelow", "looks", "file", "calibration"))
            .toList();
    static final List<String> LATENCY_THRESHOLD = Stream.concat(
                    Arrays.stream(Percentile.values()).map(Percentile::label), Stream.of("per"))
            .toList();
    static final List<String> RECOVERY = List.of("goodput", "within");
    static final List<String> HISTORY = List.of("staleReads", "staleFor");
    static final List<String> GUARD = List.of("when", "for", "then", "capacity");
    static final List<String> EXPECT = List.of("fail", "fired");

    private ScenarioKeys() {}

    /** The keys of one kind of fault. */
    static List<String> ofFault(FaultKind kind) {
        return Stream.of(
                        Stream.of(kind.key()),
                        kind.parameters().stream().map(FaultParameter::name),
                        Stream.of("at", "for"))
                .flatMap(keys -> keys)
                .toList();
    }

    /** The keys that some kind of fault has. */
    static List<String> anyFault() {
        return Arrays.stream(FaultKind.values())
                .flatMap(kind -> ofFault(kind).stream())
                .distinct()
                .toList();
    }

    /** The keys of each mapping by its path; {@code []} stands for the items of a list. */
    static Map<String, List<String>> byPath() {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("", ROOT);
        keys.putAll(ClusterKeys.byPath());
        keys.putAll(WorkloadKeys.byPath());
        keys.put("phases", PHASES);
        keys.put("faults[]", anyFault());
        keys.put("guards[]", GUARD);
        keys.put("checks", CHECKS);
        keys.put("checks.sampledChecksum", SAMPLED_CHECKSUM);
        keys.put("checks.latencyBaseline", LATENCY_BASELINE);
        keys.put("checks.latencyThreshold", LATENCY_THRESHOLD);
        keys.put("checks.recovery", RECOVERY);
        keys.put("checks.history", HISTORY);
        keys.put("expect", EXPECT);
        return keys;
    }
}
