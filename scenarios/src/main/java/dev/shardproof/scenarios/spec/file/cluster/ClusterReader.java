package dev.shardproof.scenarios.spec.file.cluster;

import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.ContainersSpec;
import dev.shardproof.scenarios.spec.cluster.ExternalSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads {@code cluster}. */
public final class ClusterReader {

    private ClusterReader() {}

    /**
     * The cluster; empty after a problem was added.
     *
     * @param folder to which names of files are relative
     */
    public static Optional<ClusterSpec> read(Fields fields, Path folder) {
        int before = fields.problems().count();
        ClusterSpec.Provider provider = fields.optional(
                "provider",
                Defaults.PROVIDER,
                Values.choice(List.of(ClusterSpec.Provider.values()), ClusterSpec.Provider::label));
        ShardingStrategy strategy = fields.optional(
                "strategy",
                Defaults.STRATEGY,
                Values.choice(List.of(ShardingStrategy.values()), ShardingStrategy::label));
        Optional<List<ShardId>> shards = RangesReader.shards(fields, ClusterSpec.SHARDS_MAX);
        Optional<Topology> topology = shards.flatMap(names -> topology(fields, names, strategy));
        ExternalSpec external = ExternalReader.read(fields, folder);
        ContainersSpec containers = ContainersReader.read(fields);
        return fields.problems().count() == before
                ? topology.map(owners -> new ClusterSpec(provider, shards.orElseThrow(), owners, external, containers))
                : Optional.empty();
    }

    private static Optional<Topology> topology(Fields fields, List<ShardId> shards, ShardingStrategy strategy) {
        if (fields.has("ranges")) {
            return RangesReader.topology(fields, shards, 1, strategy);
        }
        if (strategy == ShardingStrategy.HASHED) {
            return Optional.of(Planner.equalShares(shards));
        }
        fields.reject(
                fields.keyAt("strategy"),
                "strategy",
                "the plain strategy needs 'ranges', for equal slices of plain keys are not equal shares of the rows");
        return Optional.empty();
    }
}
