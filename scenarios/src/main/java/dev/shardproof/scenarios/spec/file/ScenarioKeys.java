package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.LoadPhase;
import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultParameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every key of a scenario file. The readers, the JSON Schema and docs/SCENARIOS.md are held against these lists. */
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
    static final List<String> CLUSTER = List.of(
            "provider",
            "shards",
            "strategy",
            "ranges",
            "servers",
            "denyList",
            "image",
            "version",
            "cpus",
            "memory",
            "toxiproxyImage");
    static final List<String> DATA = List.of("dataset", "rows", "schema", "load", "shardKey", "reference");
    static final List<String> LOAD_FILE = List.of("table", "file");
    static final List<String> RESHARD =
            List.of("shards", "ranges", "migrator", "throttle", "maxLag", "fenceTimeout", "cutOverTimeout", "defect");
    static final List<String> WORKLOAD = List.of(
            "profile",
            "rate",
            "shape",
            "closed",
            "simulation",
            "readShare",
            "keys",
            "instances",
            "threads",
            "timeout",
            "retries",
            "statements",
            "application",
            "sessions",
            "valueSize",
            "holdTransactions");
    static final List<String> SHAPE = List.of("ramp", "step", "spike", "diurnal", "curve");
    static final List<String> RAMP = List.of("from", "to", "over");
    static final List<String> STEP = List.of("rates", "every");
    static final List<String> SPIKE = List.of("base", "peak", "after", "for", "every");
    static final List<String> DIURNAL = List.of("low", "high", "day");
    static final List<String> CURVE = List.of("file", "speed", "scale");
    static final List<String> CLOSED = List.of("users", "thinkTime");
    static final List<String> APPLICATION = List.of("routingCache", "pool", "timeouts", "retry", "breaker", "hedging");
    static final List<String> ROUTING_CACHE = List.of("ttl", "refreshOnMoved", "push");
    static final List<String> POOL = List.of("size");
    static final List<String> TIMEOUTS = List.of("connection", "statement", "request");
    static final List<String> RETRY = List.of("policy", "retries", "delay", "maxDelay", "budget");
    static final List<String> BREAKER = List.of("failureRate", "window", "open", "minimumCalls", "trialCalls");
    static final List<String> HEDGING = List.of("after");
    static final List<String> KEY_CHOICE = List.of("zipf", "hotSet");
    static final List<String> HOT_SET = List.of("share", "of", "moveEvery");
    static final List<String> HOLD_TRANSACTIONS = List.of("share", "for");
    static final List<String> STATEMENT = List.of("sql", "weight");
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
        keys.put("cluster", CLUSTER);
        keys.put("data", DATA);
        keys.put("data.load[]", LOAD_FILE);
        keys.put("reshard", RESHARD);
        keys.put("workload", WORKLOAD);
        keys.put("workload.shape", SHAPE);
        keys.put("workload.shape.ramp", RAMP);
        keys.put("workload.shape.step", STEP);
        keys.put("workload.shape.spike", SPIKE);
        keys.put("workload.shape.diurnal", DIURNAL);
        keys.put("workload.shape.curve", CURVE);
        keys.put("workload.closed", CLOSED);
        keys.put("workload.keys", KEY_CHOICE);
        keys.put("workload.keys.hotSet", HOT_SET);
        keys.put("workload.statements[]", STATEMENT);
        keys.put("workload.application", APPLICATION);
        keys.put("workload.application.routingCache", ROUTING_CACHE);
        keys.put("workload.application.pool", POOL);
        keys.put("workload.application.timeouts", TIMEOUTS);
        keys.put("workload.application.retry", RETRY);
        keys.put("workload.application.breaker", BREAKER);
        keys.put("workload.application.hedging", HEDGING);
        keys.put("workload.holdTransactions", HOLD_TRANSACTIONS);
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
