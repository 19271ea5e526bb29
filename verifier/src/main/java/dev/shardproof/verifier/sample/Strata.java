package dev.shardproof.verifier.sample;

import java.util.List;

/**
 * Which rows are compared beyond those drawn by chance: the ones where damage likes to sit. How many of each kind, of each
 * shard on both sides; 0 leaves a kind out.
 *
 * @param edges rows whose points lie nearest to the bounds of key ranges, for each bound; where a shard key is known
 * @param newest rows with the highest values of a column that tells their age
 * @param widest rows that take the most room
 * @param bounds bounds of key ranges, besides those of the rows under comparison
 */
public record Strata(int edges, int newest, int widest, List<Long> bounds) {

    /** A hundred of each kind. */
    public static final Strata DEFAULT = new Strata(100, 100, 100, List.of());

    /** Rows drawn by chance only. */
    public static final Strata NONE = new Strata(0, 0, 0, List.of());

    private static final int MOST = 10_000;

    public Strata {
        requireNumber(edges, "edges");
        requireNumber(newest, "newest");
        requireNumber(widest, "widest");
        bounds = bounds.stream().distinct().sorted().toList();
    }

    /** The same with the bounds of further key ranges, such as those that a topology names. */
    public Strata withBounds(List<Long> others) {
        return new Strata(edges, newest, widest, others);
    }

    private static void requireNumber(int rows, String name) {
        if (rows < 0 || rows > MOST) {
            throw new IllegalArgumentException("%s must lie between 0 and %d rows, not %d".formatted(name, MOST, rows));
        }
    }
}
