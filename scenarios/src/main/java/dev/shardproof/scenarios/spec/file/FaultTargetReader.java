package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.simulator.fault.catalog.FaultAim;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.topology.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what a fault hits: a target, a list of them, or {@code all} shards. */
final class FaultTargetReader {

    private static final String ALL = "all";

    private final FaultKind kind;
    private final Fields fields;
    private final Optional<Collection<ShardId>> shards;

    FaultTargetReader(FaultKind kind, Fields fields, Optional<Collection<ShardId>> shards) {
        this.kind = kind;
        this.fields = fields;
        this.shards = shards;
    }

    /** The targets, each once; none after a problem was added. */
    List<FaultTarget> read() {
        Optional<YamlNode> node = fields.node(kind.key());
        boolean ofShards = kind.aim() == FaultAim.SHARD || kind.aim() == FaultAim.SHARD_OR_STREAM;
        if (ofShards
                && node.orElse(null) instanceof YamlNode.Scalar scalar
                && scalar.text().equals(ALL)) {
            return shards.orElse(List.of()).stream().map(FaultTarget::of).toList();
        }
        if (ofShards && node.orElse(null) instanceof YamlNode.Sequence) {
            List<FaultTarget> targets = new ArrayList<>();
            fields.list(kind.key(), "shards", this::target).forEach(target -> {
                if (targets.contains(target)) {
                    fields.reject(fields.valueAt(kind.key()), kind.key(), "'%s' is named twice".formatted(target));
                } else {
                    targets.add(target);
                }
            });
            return targets;
        }
        return fields.required(kind.key(), this::target).stream().toList();
    }

    private FaultTarget target(YamlNode node) throws RejectedValueException {
        String expected = kind.aim() == FaultAim.SHARD || kind.aim() == FaultAim.SHARD_OR_STREAM
                ? "the name of " + kind.aim().label() + ", a list of them, or all"
                : "the word " + kind.aim().label();
        ValueReader<FaultTarget> reader = Values.parsed(expected, this::parsed);
        FaultTarget target = reader.read(node);
        for (ShardId shard : target.shards()) {
            if (shards.isPresent() && !shards.get().contains(shard)) {
                throw new RejectedValueException(
                        node.at(),
                        "there is no shard '%s' before or after the reshard; allowed: %s"
                                .formatted(
                                        shard,
                                        shards.get().stream().map(ShardId::name).collect(Collectors.joining(", "))));
            }
        }
        return target;
    }

    private Optional<FaultTarget> parsed(String text) {
        try {
            return Optional.of(FaultTarget.parse(text)).filter(kind.aim()::allows);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no name of a shard, or a stream to itself
        }
    }
}
