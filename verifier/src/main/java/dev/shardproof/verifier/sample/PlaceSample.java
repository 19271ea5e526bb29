package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowSamples;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.DrawnRows;
import dev.shardproof.verifier.source.rows.PlacedRows;
import dev.shardproof.verifier.source.rows.Places;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sample of a comparison that is drawn by place: its cost grows with the sample and not with the table.
 *
 * <p>Each side draws places of its own, the same share of them on every shard, and with the rows that lie there their keys; an
 * index of the other side looks these up. A row that the target lost is met when the source draws it, one that only the
 * target has when the target does, and one that differs by either. Places are of equal size, full or empty, so that every row
 * has the same chance ("acceptance/rejection sampling": Olken, "Random Sampling from Databases", 1993, chapter 3). Immutable.
 *
 * @param seed decides which places
 * @param keySeed the seed under which keys are hashed
 */
record PlaceSample(Comparison comparison, long seed, long keySeed) {

    /**
     * So much more is drawn than needed, for the size of the table is known by estimate only: from its statistics, of which
     * nothing but the rows a page count, …
     */
    private static final double SLACK = 1.04;
    /** … and then from the sample, whose own standard deviations count so many times. */
    private static final double DEVIATIONS = 4;
    /** To fetch a row from a place and to look up its key costs as much as to read so many rows in a scan. */
    private static final long ROWS_OF_A_PLACE = 5;

    /**
     * Whether a draw by place is possible and less work than to read the tables.
     *
     * @param rows how many rows are wanted
     * @param size how many there are
     * @param leastPages tables with fewer pages are read
     */
    boolean suits(long rows, long size, long leastPages) throws SourceException, InterruptedException {
        TableLayout left = comparison.left().table();
        if (left.key().stream().anyMatch(Column::nullable)
                || !left.keyedLike(comparison.right().table())) {
            return false; // no index looks up a key that is NULL, or that is none in the other side's type
        }
        Map<Side, Places> places =
                RowSamples.askPlaces(comparison, (reader, side) -> reader.places(side.table()), Places::and);
        double share = share(rows, size);
        return share < 1
                && places.values().stream()
                        .allMatch(side -> side.onOneHeap()
                                && side.pages() >= leastPages
                                && share * side.count() <= (double) size / ROWS_OF_A_PLACE + side.pages());
    }

    /** Draws enough places to meet so many rows, on both sides. */
    Map<Side, PlacedRows> draw(long rows, long size) throws SourceException, InterruptedException {
        double share = Math.min(1, share(rows, size));
        return RowSamples.askPlaces(
                comparison,
                (reader, side) -> reader.draw(side.table(), share, seedOf(side, reader.shard()), keySeed),
                PlacedRows::and);
    }

    /** Tables that lie alike on two shards must not be drawn from at the same places, nor the first copy for each other. */
    private long seedOf(Side side, String shard) {
        TableSpec spec = side.table().spec();
        return KeySeed.of(
                seed,
                (side.equals(comparison.left()) ? "left " : "right ") + shard + " " + spec
                        + (spec.isReference() ? ", " + comparison.where() : ""));
    }

    private static double share(long rows, long size) {
        return (SLACK + DEVIATIONS / Math.sqrt(Math.max(1, rows))) * rows / Math.max(1, size);
    }

    /**
     * Whether enough was drawn for a table of that size.
     *
     * @param counted whether it has that size; else it is an estimate by the rows met, and may have less by two standard deviations
     */
    static boolean enough(Map<Side, PlacedRows> drawn, long rows, long size, boolean counted) {
        return drawn.values().stream().allMatch(side -> {
            double doubt = counted ? 0 : doubt(side.rows().size());
            return side.share() >= 1 || side.share() * size * (1 - doubt) >= rows;
        });
    }

    /**
     * By which part a size may be less that is estimated by how many rows were met: two standard deviations of a count.
     *
     * @param met how many rows a side met
     */
    private static double doubt(double met) {
        return 2 / Math.sqrt(Math.max(4, met));
    }

    /**
     * How many rows there are with near certainty.
     *
     * @param frame how many there seem to be
     * @param estimated how many of these are an estimate
     * @param met by how many rows met on a side it was made
     */
    static long atLeast(long frame, long estimated, double met) {
        return frame - (long) Math.ceil(estimated * doubt(met));
    }

    /**
     * Compares what was drawn on either side with what the other side has.
     *
     * @return how many rows were compared
     */
    long compare(Map<Side, PlacedRows> drawn, Findings findings) throws SourceException, InterruptedException {
        DrawnRows lefts = drawn.get(comparison.left()).rows();
        DrawnRows rights = drawn.get(comparison.right()).rows();
        KeyLookup lookup = new KeyLookup(comparison, keySeed);
        Map<Side, DrawnRows> found = lookup.find(
                Map.of(comparison.left(), without(rights, lefts), comparison.right(), without(lefts, rights)));
        return lookup.compare(
                Map.of(
                        comparison.left(), lefts.and(found.get(comparison.left())),
                        comparison.right(), rights.and(found.get(comparison.right()))),
                findings);
    }

    private static List<List<String>> without(DrawnRows rows, DrawnRows others) {
        Set<List<String>> there = new HashSet<>(others.keys());
        return rows.keys().stream().filter(key -> !there.contains(key)).toList();
    }
}
