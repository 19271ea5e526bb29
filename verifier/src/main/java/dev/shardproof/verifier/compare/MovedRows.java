package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.keyspace.MovedRange;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.TableLayout;
import dev.shardproof.verifier.source.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The evidence that a move leaves in one set of snapshots: each moved range on its source against its target, and each
 * reference table's first copy against every other copy.
 *
 * <p>Reads nothing until asked and each thing once, so several checks can share it. What was read stays readable after the
 * snapshots are closed. Thread-safe.
 */
public final class MovedRows {

    private final SnapshotSet snapshots;
    private final List<TableSpec> tables;
    private final List<MovedRange> moves;
    private List<Comparison> comparisons;
    private RowDigests digests;

    /**
     * @param snapshots holds all sources and targets
     * @param tables the tables to compare; a reference table is compared between all shards of the snapshots
     * @param moves what moved; the intervals of one shard must not overlap
     */
    public MovedRows(SnapshotSet snapshots, List<TableSpec> tables, List<MovedRange> moves) {
        this.snapshots = Objects.requireNonNull(snapshots, "snapshots is null");
        this.tables = List.copyOf(tables);
        this.moves = List.copyOf(moves);
        for (MovedRange move : moves) {
            for (String shard : List.of(move.source(), move.target())) {
                if (!snapshots.shards().contains(shard)) {
                    throw new IllegalArgumentException(
                            "%s names shard %s; there are %s".formatted(move, shard, snapshots.shards()));
                }
            }
        }
    }

    /** All comparisons, table by table. */
    public synchronized List<Comparison> comparisons() throws SourceException, InterruptedException {
        if (comparisons == null) {
            List<Comparison> all = new ArrayList<>();
            for (TableSpec spec : tables) {
                TableLayout table = snapshots.layout(spec);
                if (spec.isReference()) {
                    all.addAll(copies(table));
                } else {
                    moves.forEach(move -> all.add(moved(table, move)));
                }
            }
            comparisons = List.copyOf(all);
        }
        return comparisons;
    }

    /** The digests of all comparisons: one scan of each table on each shard that has part in one. */
    public synchronized RowDigests digests() throws SourceException, InterruptedException {
        if (digests == null) {
            digests = RowDigests.read(comparisons());
        }
        return digests;
    }

    private Comparison moved(TableLayout table, MovedRange move) {
        Slice slice = Slice.of(move.interval());
        return new Comparison(
                table,
                new Side(snapshots, move.source(), slice, move.source()),
                new Side(snapshots, move.target(), slice, move.target()));
    }

    private List<Comparison> copies(TableLayout table) {
        List<Side> sides = snapshots.shards().stream()
                .map(shard -> new Side(snapshots, shard, Slice.WHOLE, shard))
                .toList();
        return sides.stream()
                .skip(1)
                .map(copy -> new Comparison(table, sides.get(0), copy))
                .toList();
    }
}
