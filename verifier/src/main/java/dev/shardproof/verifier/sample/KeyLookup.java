package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowSamples;
import dev.shardproof.verifier.compare.RowSamples.Question;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.locate.RowLocator;
import dev.shardproof.verifier.compare.locate.RowMerge;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.DrawnRows;
import dev.shardproof.verifier.source.rows.SampleReader;
import dev.shardproof.verifier.table.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares rows of a comparison that are named by their keys. Indexes find them, which is fast; but an index that is corrupt
 * hides rows, so that what seems bad is read once more without, and what stands in the table itself counts. Immutable.
 *
 * @param keySeed the seed under which keys are hashed
 */
record KeyLookup(Comparison comparison, long keySeed) {

    /** The rows with the keys, on each side those that are asked of it. */
    Map<Side, DrawnRows> find(Map<Side, List<List<String>>> keys) throws SourceException, InterruptedException {
        return find(keys, true);
    }

    private Map<Side, DrawnRows> find(Map<Side, List<List<String>>> keys, boolean indexes)
            throws SourceException, InterruptedException {
        Map<Side, Boolean> byIndex = indexes
                ? RowSamples.ask(comparison, (reader, side) -> reader.indexed(keyed(side)), Boolean::logicalAnd)
                : Map.of(comparison.left(), false, comparison.right(), false);
        Map<Side, List<Question<DrawnRows>>> questions = new HashMap<>();
        keys.forEach((side, ofSide) -> questions.put(
                side,
                statements(ofSide).stream()
                        .<Question<DrawnRows>>map(some -> (reader, asked) ->
                                reader.byKeys(keyed(asked), asked.slice(), some, keySeed, byIndex.get(asked)))
                        .toList()));
        return RowSamples.askEach(questions, DrawnRows::and);
    }

    /** What one side calls a key may be none in the other's type. */
    private TableLayout keyed(Side side) {
        return comparison.left().table().keyedLike(comparison.right().table())
                ? side.table()
                : side.table().keyedByText();
    }

    /** By how much one statement looks up; at least one, so that there is an answer. */
    private static List<List<List<String>>> statements(List<List<String>> keys) {
        List<List<List<String>>> statements = new ArrayList<>();
        for (int from = 0; from == 0 || from < keys.size(); from += SampleReader.KEYS_AT_ONCE) {
            statements.add(keys.subList(from, Math.min(keys.size(), from + SampleReader.KEYS_AT_ONCE)));
        }
        return statements;
    }

    /**
     * Compares rows that an index found.
     *
     * @param found the rows of both sides
     * @param findings gets one finding for each row that differs
     * @return how many rows were compared; one that is on both sides counts once
     */
    long compare(Map<Side, DrawnRows> found, Findings findings) throws SourceException, InterruptedException {
        Set<List<String>> suspects = new LinkedHashSet<>();
        long rows = new RowMerge(
                        found.get(comparison.left()).stream(),
                        found.get(comparison.right()).stream(),
                        difference -> suspects.add(difference.key()))
                .compare(Long.MAX_VALUE);
        if (!suspects.isEmpty()) {
            List<List<String>> keys = List.copyOf(suspects);
            Map<Side, DrawnRows> read = find(Map.of(comparison.left(), keys, comparison.right(), keys), false);
            new RowLocator(comparison)
                    .compare(
                            read.get(comparison.left()).stream(),
                            read.get(comparison.right()).stream(),
                            Long.MAX_VALUE,
                            findings);
        }
        return rows;
    }
}
