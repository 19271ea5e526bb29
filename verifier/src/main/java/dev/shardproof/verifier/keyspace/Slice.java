package dev.shardproof.verifier.keyspace;

import java.util.List;

/**
 * Some rows of a table: those whose shard key lies in one of the intervals. No interval at all means no row.
 *
 * @param intervals the intervals; they must not overlap
 */
public record Slice(List<KeyInterval> intervals) {

    /** Every row, also one whose shard key is NULL, and of a table that has no shard key. */
    public static final Slice WHOLE = new Slice(List.of(KeyInterval.ALL));

    public Slice {
        intervals = List.copyOf(intervals);
        requireDisjoint(intervals);
    }

    /** The rows of one interval. */
    public static Slice of(KeyInterval interval) {
        return new Slice(List.of(interval));
    }

    /** Whether this is every row. */
    public boolean whole() {
        return equals(WHOLE);
    }

    /** Refuses intervals that overlap: a row would belong to two of them. */
    public static void requireDisjoint(List<KeyInterval> intervals) {
        for (int i = 0; i < intervals.size(); i++) {
            for (int j = i + 1; j < intervals.size(); j++) {
                if (intervals.get(i).overlaps(intervals.get(j))) {
                    throw new IllegalArgumentException("the intervals %s and %s overlap; each point may stand in one"
                            .formatted(intervals.get(i), intervals.get(j)));
                }
            }
        }
    }
}
