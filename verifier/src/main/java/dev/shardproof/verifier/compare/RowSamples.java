package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.DrawnRows;
import dev.shardproof.verifier.source.rows.PlaceReader;
import dev.shardproof.verifier.source.rows.SampleReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.ToLongFunction;

/**
 * Rows of both sides of some comparisons that were drawn by the hash of their keys, and how many rows each side has.
 * Immutable.
 */
public final class RowSamples {

    private final Map<Side, DrawnRows> drawn;

    private RowSamples(Map<Side, DrawnRows> drawn) {
        this.drawn = drawn;
    }

    /**
     * Draws from all sides, one scan a table and shard, which counts as well.
     *
     * @param comparisons of one table, which has a key
     * @param below draw the rows of a slice whose identity is below this; the same for both sides
     * @param seed decides which rows are drawn
     */
    public static RowSamples draw(List<Comparison> comparisons, ToLongFunction<Slice> below, long seed)
            throws SourceException, InterruptedException {
        return new RowSamples(ScanPlan.run(
                comparisons,
                (reader, table, slices) -> {
                    List<Long> limits = slices.stream().map(below::applyAsLong).toList();
                    return new SampleReader(reader).draw(table, slices, limits, seed);
                },
                DrawnRows::and));
    }

    /** About how many rows each side of a comparison of whole tables has, without reading them. */
    public static Map<Side, Long> estimates(Comparison comparison) throws SourceException, InterruptedException {
        return ask(comparison, (reader, side) -> reader.rows(side.table()), Math::addExact);
    }

    /**
     * Asks every shard of both sides of a comparison something of its own, all at the same time.
     *
     * @param sum adds up the answers of a side's shards
     */
    public static <R> Map<Side, R> ask(Comparison comparison, Question<R> question, BinaryOperator<R> sum)
            throws SourceException, InterruptedException {
        return askEach(Map.of(comparison.left(), List.of(question), comparison.right(), List.of(question)), sum);
    }

    /**
     * Asks every shard of a side several things, as many at the same time as it has sessions.
     *
     * @param questions for each side one or more
     * @param sum adds up all answers of a side
     */
    public static <R> Map<Side, R> askEach(Map<Side, List<Question<R>>> questions, BinaryOperator<R> sum)
            throws SourceException, InterruptedException {
        Map<Side, List<ScanPlan.Asking<R>>> askings = new LinkedHashMap<>();
        questions.forEach((side, ofSide) -> askings.put(
                side,
                ofSide.stream()
                        .<ScanPlan.Asking<R>>map(
                                question -> (reader, asked) -> question.of(new SampleReader(reader), asked))
                        .toList()));
        return ScanPlan.ask(askings, sum);
    }

    /** As {@link #ask}, of those who draw by place. */
    public static <R> Map<Side, R> askPlaces(Comparison comparison, PlaceQuestion<R> question, BinaryOperator<R> sum)
            throws SourceException, InterruptedException {
        ScanPlan.Asking<R> asking = (reader, side) -> question.of(new PlaceReader(reader), side);
        return ScanPlan.ask(Map.of(comparison.left(), List.of(asking), comparison.right(), List.of(asking)), sum);
    }

    /** What one shard is asked about some rows of a side. */
    @FunctionalInterface
    public interface Question<R> {
        R of(SampleReader reader, Side side) throws SourceException;
    }

    /** What one shard is asked about the places of a side. */
    @FunctionalInterface
    public interface PlaceQuestion<R> {
        R of(PlaceReader reader, Side side) throws SourceException;
    }

    public DrawnRows left(Comparison comparison) {
        return drawn.get(comparison.left());
    }

    public DrawnRows right(Comparison comparison) {
        return drawn.get(comparison.right());
    }
}
