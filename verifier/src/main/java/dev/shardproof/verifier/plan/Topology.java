package dev.shardproof.verifier.plan;

import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.keyspace.Slice;
import java.util.List;
import java.util.Objects;

/**
 * Which target owns which keys.
 *
 * @param space how a shard key becomes a point
 * @param ranges who owns which range; none twice
 */
public record Topology(KeySpace space, List<OwnedRange> ranges) {
    public Topology {
        Objects.requireNonNull(space, "space is null");
        ranges = List.copyOf(ranges);
        Slice.requireDisjoint(ranges.stream().map(OwnedRange::interval).toList());
    }
}
