package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.server.ServerReader;
import dev.shardproof.verifier.plan.CheckName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every key of a plan file. The readers, the JSON Schema and docs/VERIFY.md are held against these lists. */
final class PlanKeys {

    static final List<String> ROOT = List.of(
            "apiVersion",
            "kind",
            "name",
            "description",
            "sources",
            "targets",
            "tables",
            "topology",
            "checks",
            "live",
            "manners",
            "seed",
            "selfTest",
            "showValues",
            "allowWritableRole");
    static final List<String> SERVER = ServerReader.KEYS;
    static final List<String> TABLES = List.of("include", "exclude", "reference", "shardKeys", "mapping");
    static final List<String> MAPPING = List.of("to", "columns", "ignore");
    static final List<String> TOPOLOGY = List.of("keySpace", "ranges");
    static final List<String> CHECKS =
            Arrays.stream(CheckName.values()).map(CheckName::label).toList();
    static final List<String> FULL_CHECKSUM = List.of("compare");
    static final List<String> SAMPLED_CHECKSUM = List.of("confidence", "detect", "compare");
    static final List<String> LIVE = List.of("retries", "interval", "slots");
    static final List<String> MANNERS =
            List.of("chunkTime", "maxLag", "maxLatency", "maxDuration", "maxSnapshotAge", "pauseFile", "connections");

    private PlanKeys() {}

    /** The keys of each mapping by its path; {@code *} stands for a key that the user chooses. */
    static Map<String, List<String>> byPath() {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("", ROOT);
        keys.put("sources.*", SERVER);
        keys.put("targets.*", SERVER);
        keys.put("tables", TABLES);
        keys.put("tables.mapping.*", MAPPING);
        keys.put("topology", TOPOLOGY);
        keys.put("checks", CHECKS);
        keys.put("checks.fullChecksum", FULL_CHECKSUM);
        keys.put("checks.sampledChecksum", SAMPLED_CHECKSUM);
        keys.put("live", LIVE);
        keys.put("manners", MANNERS);
        return keys;
    }
}
