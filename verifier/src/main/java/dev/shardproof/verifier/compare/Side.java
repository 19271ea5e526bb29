package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableLayout;
import java.util.List;
import java.util.Objects;

/**
 * One side of a comparison: some rows of a table on one or several shards, as a snapshot shows them.
 *
 * @param snapshots the snapshot
 * @param table the table, as these shards have it
 * @param shards the shards whose rows add up; at least one
 * @param slice which rows of each
 * @param label what reports call this side
 */
public record Side(SnapshotSet snapshots, TableLayout table, List<String> shards, Slice slice, String label) {

    public Side {
        Objects.requireNonNull(snapshots, "snapshots is null");
        Objects.requireNonNull(table, "table is null");
        shards = List.copyOf(shards);
        Objects.requireNonNull(slice, "slice is null");
        Objects.requireNonNull(label, "label is null");
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("a side of %s has no shard".formatted(table.spec()));
        }
    }

    /** Some rows of one shard, called by the shard's name. */
    public static Side of(SnapshotSet snapshots, TableLayout table, String shard, Slice slice) {
        return new Side(snapshots, table, List.of(shard), slice, shard);
    }

    /** All rows of several shards, called by their names. */
    public static Side of(SnapshotSet snapshots, TableLayout table, List<String> shards) {
        return new Side(snapshots, table, shards, Slice.WHOLE, String.join(" + ", shards));
    }
}
