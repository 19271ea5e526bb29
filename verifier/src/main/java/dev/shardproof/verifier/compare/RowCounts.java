package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.source.SourceException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many rows each side of some comparisons has, counted by the database itself. Immutable. */
public final class RowCounts {

    private final Map<Side, Long> rows;

    private RowCounts(Map<Side, Long> rows) {
        this.rows = rows;
    }

    /** Counts all sides, one scan a table and shard. */
    public static RowCounts read(List<Comparison> comparisons) throws SourceException, InterruptedException {
        return new RowCounts(ScanPlan.run(
                comparisons,
                (reader, table, slices) -> {
                    long[] counts = reader.counts(table, slices);
                    return Arrays.stream(counts).limit(slices.size()).boxed().toList();
                },
                Math::addExact));
    }

    static RowCounts none() {
        return new RowCounts(Map.of());
    }

    /** The counts that a digest scan has made already. */
    static RowCounts of(RowDigests digests) {
        return new RowCounts(digests.rows());
    }

    RowCounts and(RowCounts other) {
        Map<Side, Long> both = new HashMap<>(rows);
        both.putAll(other.rows);
        return new RowCounts(both);
    }

    public long left(Comparison comparison) {
        return rows.get(comparison.left());
    }

    public long right(Comparison comparison) {
        return rows.get(comparison.right());
    }
}
