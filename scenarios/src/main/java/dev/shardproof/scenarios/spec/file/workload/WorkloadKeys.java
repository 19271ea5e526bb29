package dev.shardproof.scenarios.spec.file.workload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every key of {@code workload}. */
public final class WorkloadKeys {

    public static final List<String> WORKLOAD = List.of(
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

    private WorkloadKeys() {}

    /** The keys of each mapping by its path from the root of the file; {@code []} stands for the items of a list. */
    public static Map<String, List<String>> byPath() {
        Map<String, List<String>> keys = new LinkedHashMap<>();
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
        return keys;
    }
}
