package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet;
import java.util.Objects;

/**
 * One side of a comparison: some rows on one shard, as a snapshot shows them.
 *
 * @param snapshots the snapshot
 * @param shard the shard
 * @param slice which rows
 * @param label what reports call this side
 */
public record Side(SnapshotSet snapshots, String shard, Slice slice, String label) {
    public Side {
        Objects.requireNonNull(snapshots, "snapshots is null");
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(slice, "slice is null");
        Objects.requireNonNull(label, "label is null");
    }
}
