package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.ClusterSpec;
import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code cluster}. */
final class ClusterReader {

    private static final Set<String> LATER_PROVIDERS = Set.of("external");

    private ClusterReader() {}

    /** The cluster; empty after a problem was added. */
    static Optional<ClusterSpec> read(Fields fields) {
        int before = fields.problems().count();
        ClusterSpec.Provider provider = fields.optional("provider", Defaults.PROVIDER, ClusterReader::provider);
        ShardingStrategy strategy = fields.optional(
                "strategy",
                Defaults.STRATEGY,
                Values.choice(List.of(ShardingStrategy.values()), ShardingStrategy::label));
        Optional<List<ShardId>> shards = RangesReader.shards(fields, ClusterSpec.SHARDS_MAX);
        Optional<Topology> topology = shards.flatMap(names -> topology(fields, names, strategy));
        return fields.problems().count() == before
                ? topology.map(owners -> new ClusterSpec(provider, shards.orElseThrow(), owners))
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

    private static ClusterSpec.Provider provider(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && LATER_PROVIDERS.contains(scalar.text())) {
            throw new RejectedValueException(
                    node.at(),
                    "the provider %s comes with a later release; use embedded or containers"
                            .formatted(Excerpt.quoted(scalar.text())));
        }
        return Values.choice(List.of(ClusterSpec.Provider.values()), ClusterSpec.Provider::label)
                .read(node);
    }
}
