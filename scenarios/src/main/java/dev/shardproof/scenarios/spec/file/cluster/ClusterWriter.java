package dev.shardproof.scenarios.spec.file.cluster;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.ContainersSpec;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.cluster.ReshardSpec;
import dev.shardproof.scenarios.spec.cluster.TableName;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Writes {@code cluster}, {@code data} and {@code reshard} with every default filled in, as {@link ClusterReader},
 * {@link DataReader} and {@link ReshardReader} read them.
 */
public final class ClusterWriter {

    private ClusterWriter() {}

    /** The section {@code cluster} as a tree of maps and lists, key ranges included. */
    public static Map<String, Object> cluster(ClusterSpec cluster) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("provider", cluster.provider().label());
        map.put("shards", names(cluster.shards()));
        map.put("strategy", cluster.topology().strategy().label());
        map.put("ranges", ranges(cluster.shards(), cluster.topology()));
        if (!cluster.external().servers().isEmpty()) {
            Map<String, Object> servers = new LinkedHashMap<>();
            cluster.external().servers().forEach(server -> servers.put(server.name(), server(server)));
            map.put("servers", servers);
        }
        cluster.external()
                .denyList()
                .ifPresent(file -> map.put("denyList", file.toAbsolutePath().toString()));
        ContainersSpec containers = cluster.containers();
        containers.image().ifPresent(image -> map.put("image", image));
        containers.version().ifPresent(version -> map.put("version", version));
        containers.cpus().ifPresent(cpus -> map.put("cpus", Quantities.number(cpus)));
        containers.memoryBytes().ifPresent(bytes -> map.put("memory", Quantities.formatBytes(bytes)));
        containers.toxiproxyImage().ifPresent(image -> map.put("toxiproxyImage", image));
        return map;
    }

    /** Where the password is may be written down; the password is nowhere in a scenario. */
    private static Map<String, Object> server(ServerAddress server) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("host", server.host());
        map.put("port", server.port());
        map.put("database", server.database());
        map.put("user", server.user());
        server.tls().mode().ifPresent(mode -> map.put("sslmode", mode.label()));
        server.tls().rootCertificate().ifPresent(certificate -> map.put("sslrootcert", certificate));
        server.password().variable().ifPresent(variable -> map.put("passwordEnv", variable));
        server.password()
                .file()
                .ifPresent(file -> map.put("passwordFile", file.toAbsolutePath().toString()));
        return map;
    }

    private static Map<String, Object> ranges(List<ShardId> shards, Topology topology) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (ShardId shard : shards) {
            List<String> ranges =
                    topology.rangesOf(shard).stream().map(KeyRange::toString).toList();
            map.put(shard.name(), ranges.size() == 1 ? ranges.get(0) : ranges);
        }
        return map;
    }

    /** The section {@code data}; files by their absolute paths. */
    public static Map<String, Object> data(DataSpec data) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (data instanceof DataSpec.BuiltIn builtIn) {
            map.put("dataset", builtIn.dataset().label());
            map.put("rows", builtIn.rows());
        } else if (data instanceof DataSpec.OwnSchema own) {
            map.put("schema", own.schema().toString());
            map.put("load", own.load().stream().map(ClusterWriter::loadFile).toList());
            Map<String, Object> shardKeys = new LinkedHashMap<>();
            own.shardKeys().forEach((table, column) -> shardKeys.put(table.toString(), column));
            map.put("shardKey", shardKeys);
            if (!own.reference().isEmpty()) {
                map.put(
                        "reference",
                        own.reference().stream().map(TableName::toString).toList());
            }
        }
        return map;
    }

    private static Object loadFile(DataSpec.LoadFile file) {
        String path = file.file().toString();
        if (file.table().isEmpty()) {
            return path;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("table", file.table().get().toString());
        map.put("file", path);
        return map;
    }

    /** The section {@code reshard}, key ranges included. */
    public static Map<String, Object> reshard(ReshardSpec reshard) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("shards", names(reshard.shards()));
        map.put("ranges", ranges(reshard.shards(), reshard.topology()));
        map.put("migrator", reshard.migrator().label());
        OptionalLong throttle = reshard.throttleBytesPerSecond();
        if (throttle.isPresent()) {
            map.put("throttle", Quantities.formatThroughput(throttle.getAsLong()));
        }
        map.put("maxLag", Quantities.formatBytes(reshard.lagBytesMax()));
        map.put("fenceTimeout", Quantities.formatDuration(reshard.fenceTimeout()));
        map.put("cutOverTimeout", Quantities.formatDuration(reshard.cutOverTimeout()));
        reshard.defect().ifPresent(defect -> map.put("defect", defect.label()));
        return map;
    }

    private static List<String> names(Collection<ShardId> shards) {
        return shards.stream().map(ShardId::name).toList();
    }
}
