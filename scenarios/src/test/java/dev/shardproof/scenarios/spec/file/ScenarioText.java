package dev.shardproof.scenarios.spec.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A valid scenario file, of which a test replaces one part. Immutable. */
public record ScenarioText(Map<String, String> parts) {

    /** Marks where a test expects the problem; never part of the text that is read. */
    static final String HERE = "§";

    /** The shortest valid scenario. */
    public static ScenarioText minimal() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("apiVersion", "apiVersion: shardproof/v1");
        parts.put("name", "name: a-test");
        parts.put("cluster", "cluster: {shards: [s0, s1]}");
        parts.put("data", "data: {dataset: orders}");
        parts.put("reshard", "reshard: {shards: [s0, s1, s2]}");
        parts.put("workload", "workload: {profile: checkout, rate: 300/s}");
        return new ScenarioText(parts);
    }

    /** The minimal scenario with tables of the user's own: schema.sql and orders.csv. */
    static ScenarioText ownSchema() {
        return minimal()
                .with("data: {schema: schema.sql, load: [orders.csv], shardKey: {orders: customer_id}}")
                .with("workload: {profile: user, rate: 1/s, statements: [{sql: \"SELECT :key\"}]}");
    }

    /** Replaces or adds the part that starts with the same key. */
    public ScenarioText with(String part) {
        Map<String, String> changed = new LinkedHashMap<>(parts);
        changed.put(part.substring(0, part.indexOf(':')).replace(HERE, ""), part);
        return new ScenarioText(changed);
    }

    ScenarioText without(String key) {
        Map<String, String> changed = new LinkedHashMap<>(parts);
        changed.remove(key);
        return new ScenarioText(changed);
    }

    public String text() {
        return parts.values().stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
