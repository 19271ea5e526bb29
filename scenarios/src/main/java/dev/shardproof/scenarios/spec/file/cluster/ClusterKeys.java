package dev.shardproof.scenarios.spec.file.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every key of {@code cluster}, {@code data} and {@code reshard}. */
public final class ClusterKeys {

    public static final List<String> CLUSTER = List.of(
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
    public static final List<String> DATA = List.of("dataset", "rows", "schema", "load", "shardKey", "reference");
    static final List<String> LOAD_FILE = List.of("table", "file");
    public static final List<String> RESHARD =
            List.of("shards", "ranges", "migrator", "throttle", "maxLag", "fenceTimeout", "cutOverTimeout", "defect");

    private ClusterKeys() {}

    /** The keys of each mapping by its path from the root of the file; {@code []} stands for the items of a list. */
    public static Map<String, List<String>> byPath() {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("cluster", CLUSTER);
        keys.put("data", DATA);
        keys.put("data.load[]", LOAD_FILE);
        keys.put("reshard", RESHARD);
        return keys;
    }
}
