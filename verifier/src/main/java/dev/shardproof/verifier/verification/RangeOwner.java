package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.repair.RepairScript;
import java.util.Optional;

/** Which target a missing row belongs to, as the topology says. */
final class RangeOwner implements RepairScript.RowOwner {

    private final Optional<Topology> topology;

    RangeOwner(Optional<Topology> topology) {
        this.topology = topology;
    }

    @Override
    public String of(long point) {
        return topology.stream()
                .flatMap(known -> known.ranges().stream())
                .filter(range -> range.interval().contains(point))
                .map(OwnedRange::shard)
                .findFirst()
                .orElse("");
    }
}
