package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowSamples;
import dev.shardproof.verifier.compare.RowSamples.Question;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.DrawnRows;
import dev.shardproof.verifier.source.rows.SampleReader.NewestBy;
import dev.shardproof.verifier.table.Column;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares the rows where damage likes to sit: at the edges of key ranges, the newest, the widest. Their keys are taken from
 * both sides and looked up on both, so that a row that only one side has is seen.
 *
 * <p>They are no random sample and say nothing of other rows. Indexes may choose and find them, which is fast; what seems bad
 * is read once more without. Not thread-safe.
 */
final class NotableRows {

    /** So many rows of a shard are read for the widest, and for the newest where no index has them; of a larger table, a part. */
    private static final double MEASURED = 50_000;
    /** At most so many rows of a shard lie at edges, however many edges there are. */
    private static final int AT_EDGES = 2_000;
    /** Several rows may have one shard key, so look for so many times the rows that are wanted. */
    private static final double REACHED = 16;

    private final Strata strata;
    private final long seed;
    private final Findings findings = new Findings();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private long compared;

    NotableRows(Strata strata, long seed) {
        this.strata = strata;
        this.seed = seed;
    }

    /** What was wrong with them. */
    Findings findings() {
        return findings;
    }

    /** Adds what was looked at of other tables. */
    void add(NotableRows others) {
        others.findings.addTo(findings);
        facts.putAll(others.facts);
        compared += others.compared;
    }

    /** What was looked at, by stratum. */
    Map<String, String> facts() {
        return facts;
    }

    /** How many rows were compared. */
    long compared() {
        return compared;
    }

    /**
     * Compares the notable rows of a table with a key.
     *
     * @param keySeed the seed under which its keys were hashed
     * @param looked what was compared of it already, and is not compared again
     */
    void compare(Comparison comparison, long keySeed, LookedAt looked) throws SourceException, InterruptedException {
        Set<List<String>> seen = new LinkedHashSet<>();
        List<Long> bounds = bounds(comparison);
        if (strata.edges() > 0 && !bounds.isEmpty()) {
            int limit = Math.max(bounds.size(), Math.min(AT_EDGES, strata.edges() * bounds.size()));
            long reach = reach(comparison, looked);
            compare(
                    comparison,
                    "edges of ranges",
                    "the %d of each shard that are nearest to one of %d bounds".formatted(limit, bounds.size()),
                    keys(comparison, (reader, side) -> reader.edges(side.table(), side.slice(), bounds, limit, reach)),
                    seen,
                    keySeed,
                    looked);
        }
        Optional<NewestBy> newest = strata.newest() > 0 ? newestBy(comparison) : Optional.empty();
        if (newest.isPresent()) {
            newest(comparison, newest.get(), seen, keySeed, looked);
        }
        if (strata.widest() > 0) {
            widest(comparison, seen, keySeed, looked);
        }
    }

    private void newest(Comparison comparison, NewestBy by, Set<List<String>> seen, long keySeed, LookedAt looked)
            throws SourceException, InterruptedException {
        // Without an index all rows would have to be read; new ones are put at the end of a table, if anywhere.
        double percent = by.indexed() ? 100 : percent(comparison, looked);
        compare(
                comparison,
                "newest rows",
                "the %d of each shard with the highest %s (%s)%s"
                        .formatted(
                                strata.newest(),
                                by.column(),
                                by.words(),
                                percent < 100
                                        ? String.format(
                                                Locale.ROOT,
                                                ", looked for in the last %.0f %% of the pages",
                                                Math.ceil(percent))
                                        : ""),
                keys(
                        comparison,
                        (reader, side) -> reader.newest(
                                side.table(),
                                side.slice(),
                                column(side.table().columns(), by.column()).orElseThrow(),
                                strata.newest(),
                                percent)),
                seen,
                keySeed,
                looked);
    }

    private void widest(Comparison comparison, Set<List<String>> seen, long keySeed, LookedAt looked)
            throws SourceException, InterruptedException {
        double percent = percent(comparison, looked);
        Set<List<String>> keys = keys(
                comparison,
                (reader, side) -> reader.widest(side.table(), side.slice(), strata.widest(), percent, seed)
                        .orElse(List.of()));
        if (!keys.isEmpty()) {
            String pages =
                    percent < 100 ? String.format(Locale.ROOT, ", looked for in %.0f %% of the pages", percent) : "";
            compare(
                    comparison,
                    "widest rows",
                    "the %d of each shard that take the most room%s".formatted(strata.widest(), pages),
                    keys,
                    seen,
                    keySeed,
                    looked);
        }
    }

    /** Of how much of a table all rows may be read; one percentage for all shards. A slice may be a small part of its table. */
    private static double percent(Comparison comparison, LookedAt looked) {
        double rows = Math.max(
                (double) looked.left() / comparison.left().shards().size(),
                (double) looked.right() / comparison.right().shards().size());
        return Math.min(100, 100 * MEASURED / Math.max(1, rows));
    }

    private void compare(
            Comparison comparison,
            String stratum,
            String words,
            Set<List<String>> keys,
            Set<List<String>> seen,
            long keySeed,
            LookedAt looked)
            throws SourceException, InterruptedException {
        List<List<String>> fresh = keys.stream().filter(seen::add).toList();
        long before = findings.total();
        long rows = fresh.isEmpty() ? 0 : compare(comparison, fresh, keySeed, looked);
        compared += rows;
        facts.put(
                stratum + ", " + comparison,
                String.format(
                        Locale.ROOT,
                        "%,d bad of %,d rows that the sample had not seen: %s; not part of the bound",
                        findings.total() - before,
                        rows,
                        words));
    }

    private long compare(Comparison comparison, List<List<String>> keys, long keySeed, LookedAt looked)
            throws SourceException, InterruptedException {
        KeyLookup lookup = new KeyLookup(comparison, keySeed);
        Map<Side, DrawnRows> found =
                new HashMap<>(lookup.find(Map.of(comparison.left(), keys, comparison.right(), keys)));
        found.replaceAll((side, rows) -> rows.above(looked.upTo()));
        return lookup.compare(found, findings);
    }

    /** The keys that any shard of either side names. */
    private static Set<List<String>> keys(Comparison comparison, Question<List<List<String>>> question)
            throws SourceException, InterruptedException {
        Map<Side, List<List<String>>> answers = RowSamples.ask(comparison, question, NotableRows::both);
        Set<List<String>> keys = new LinkedHashSet<>(answers.get(comparison.left()));
        keys.addAll(answers.get(comparison.right()));
        return keys;
    }

    private Optional<NewestBy> newestBy(Comparison comparison) throws SourceException, InterruptedException {
        // Both sides must go by the same column; the left side's catalogue chooses it.
        Map<Side, List<NewestBy>> candidates = RowSamples.ask(
                comparison, (reader, side) -> reader.newestBy(side.table().spec()), (one, other) -> one);
        return candidates.get(comparison.left()).stream()
                .filter(by ->
                        column(comparison.left().table().columns(), by.column()).isPresent())
                .findFirst();
    }

    private static Optional<Column> column(List<Column> columns, String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /**
     * How far from a bound to look. Hashes are spread evenly, so that so many rows must lie within that distance on a shard;
     * more, if it does not own the whole key space. Nobody can tell where keys lie that are not hashed.
     */
    private long reach(Comparison comparison, LookedAt looked) {
        boolean hashed = comparison.table().spec().shardKey().stream().allMatch(key -> key.space() == KeySpace.HASHED);
        long fewest = Math.min(
                looked.left() / comparison.left().shards().size(),
                looked.right() / comparison.right().shards().size());
        double share = REACHED * strata.edges() / Math.max(1, fewest);
        return !hashed || share >= 1 ? Long.MAX_VALUE : (long) (share * Long.MAX_VALUE);
    }

    private List<Long> bounds(Comparison comparison) {
        if (comparison.left().table().point().isEmpty()
                || comparison.right().table().point().isEmpty()) {
            return List.of();
        }
        Set<Long> bounds = new TreeSet<>(strata.bounds());
        for (Side side : List.of(comparison.left(), comparison.right())) {
            for (KeyInterval interval : side.slice().intervals()) {
                interval.start().ifPresent(bounds::add);
                interval.end().ifPresent(bounds::add);
            }
        }
        return List.copyOf(bounds);
    }

    private static List<List<String>> both(List<List<String>> one, List<List<String>> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
