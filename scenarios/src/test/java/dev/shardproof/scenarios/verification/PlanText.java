package dev.shardproof.scenarios.verification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A valid plan file, of which a test replaces one part. Immutable. */
record PlanText(Map<String, String> parts) {

    /** Marks where a test expects the problem; never part of the text that is read. */
    static final String HERE = "§";

    /** The shortest valid plan. */
    static PlanText minimal() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("apiVersion", "apiVersion: shardproof/v1");
        parts.put("kind", "kind: verification");
        parts.put("name", "name: a-test");
        parts.put("sources", "sources: {s0: \"postgresql://me@db0.example/shop\"}");
        parts.put(
                "targets",
                "targets: {t0: \"postgresql://me@db1.example/shop\", t1: \"postgresql://me@db2.example/shop\"}");
        return new PlanText(parts);
    }

    /** The minimal plan with a shard key and a topology. */
    static PlanText placed() {
        return minimal()
                .with("tables: {shardKeys: {orders: customer_id}}")
                .with("topology: {ranges: {t0: \"..0\", t1: \"0..\"}}");
    }

    /** Replaces or adds the part that starts with the same key. */
    PlanText with(String part) {
        Map<String, String> changed = new LinkedHashMap<>(parts);
        changed.put(part.substring(0, part.indexOf(':')).replace(HERE, ""), part);
        return new PlanText(changed);
    }

    PlanText without(String key) {
        Map<String, String> changed = new LinkedHashMap<>(parts);
        changed.remove(key);
        return new PlanText(changed);
    }

    String text() {
        return parts.values().stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
