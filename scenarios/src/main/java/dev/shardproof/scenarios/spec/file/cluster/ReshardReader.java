package dev.shardproof.scenarios.spec.file.cluster;

import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.ReshardSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code reshard}. */
public final class ReshardReader {

    private ReshardReader() {}

    /**
     * The reshard; empty after a problem was added, or if the cluster is not known and so neither is the next topology.
     */
    public static Optional<ReshardSpec> read(Fields fields, Optional<ClusterSpec> cluster) {
        int before = fields.problems().count();
        Optional<List<ShardId>> shards = RangesReader.shards(fields, ClusterSpec.SHARDS_MAX);
        Optional<Topology> topology =
                cluster.flatMap(current -> shards.flatMap(names -> topology(fields, names, current)));
        ReshardSpec.Migrator migrator = fields.optional("migrator", Defaults.MIGRATOR, ReshardReader::migrator);
        OptionalLong throttle = fields.optional(
                        "throttle", Values.throughput(ReshardSpec.THROTTLE_MIN, ReshardSpec.THROTTLE_MAX))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        long maxLag = fields.optional("maxLag", Defaults.LAG_BYTES_MAX, Values.bytes(0, ReshardSpec.LAG_BYTES_LIMIT));
        ValueReader<Duration> timeout = Values.duration(ReshardSpec.TIMEOUT_MIN, ReshardSpec.TIMEOUT_MAX);
        Duration fence = fields.optional("fenceTimeout", Defaults.FENCE_TIMEOUT, timeout);
        Duration cutOver = fields.optional("cutOverTimeout", Defaults.CUT_OVER_TIMEOUT, timeout);
        if (cutOver.compareTo(fence) < 0) {
            fields.reject(
                    fields.valueAt(fields.has("cutOverTimeout") ? "cutOverTimeout" : "fenceTimeout"),
                    "cutOverTimeout",
                    "%s is less than the fenceTimeout of %s, which is a part of it"
                            .formatted(Quantities.formatDuration(cutOver), Quantities.formatDuration(fence)));
        }
        Optional<ReshardSpec.Defect> defect = fields.optional(
                "defect", Values.choice(List.of(ReshardSpec.Defect.values()), ReshardSpec.Defect::label));
        return fields.problems().count() == before
                ? topology.map(owners -> new ReshardSpec(
                        shards.orElseThrow(), owners, migrator, throttle, maxLag, fence, cutOver, defect))
                : Optional.empty();
    }

    private static Optional<Topology> topology(Fields fields, List<ShardId> shards, ClusterSpec cluster) {
        Topology current = cluster.topology();
        Optional<Topology> next;
        if (fields.has("ranges")) {
            next = RangesReader.topology(fields, shards, current.epoch() + 1, current.strategy());
        } else if (current.strategy() == ShardingStrategy.HASHED) {
            next = Optional.of(current.apply(Planner.smallestPlan(current, shards)));
        } else {
            fields.reject(fields.at(), "ranges", "missing; the plain strategy needs the ranges after the reshard");
            return Optional.empty();
        }
        if (next.isPresent() && ReshardPlan.between(current, next.get()).isEmpty()) {
            String key = fields.has("ranges") ? "ranges" : "shards";
            fields.reject(
                    fields.valueAt(key),
                    key,
                    "nothing would move: every key would stay where 'cluster' has it; name other shards or ranges");
        }
        return next;
    }

    private static ReshardSpec.Migrator migrator(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && scalar.text().equals("command")) {
            throw new RejectedValueException(
                    node.at(), "the migrator 'command' comes with a later release; use online");
        }
        return Values.choice(List.of(ReshardSpec.Migrator.values()), ReshardSpec.Migrator::label)
                .read(node);
    }
}
