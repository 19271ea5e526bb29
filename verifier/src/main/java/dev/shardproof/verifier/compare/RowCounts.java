package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.compare.ScanPlan.Place;
import dev.shardproof.verifier.source.SourceException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How many rows each side of some comparisons has, counted by the database itself. Immutable. */
public final class RowCounts {

    private final Map<Place, Long> rows;

    private RowCounts(Map<Place, Long> rows) {
        this.rows = rows;
    }

    /** Counts all sides, one scan a table and shard. */
    public static RowCounts read(List<Comparison> comparisons) throws SourceException, InterruptedException {
        return new RowCounts(ScanPlan.run(comparisons, (reader, table, slices) -> {
            long[] counts = reader.counts(table, slices);
            return Arrays.stream(counts).limit(slices.size()).boxed().toList();
        }));
    }

    public long left(Comparison comparison) {
        return rows.get(new Place(comparison.table(), comparison.left()));
    }

    public long right(Comparison comparison) {
        return rows.get(new Place(comparison.table(), comparison.right()));
    }
}
