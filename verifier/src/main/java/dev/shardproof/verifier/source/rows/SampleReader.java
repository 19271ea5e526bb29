package dev.shardproof.verifier.source.rows;

import dev.shardproof.verifier.dialect.SampleQueries;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads samples of one shard, in the session of a {@link ShardReader}. Not thread-safe, like that one.
 *
 * <p>Tables must have a key, apart from {@link #rows} and {@link #newestBy}.
 */
public final class SampleReader {

    /** How many slices one statement draws from. */
    private static final int SLICES_AT_ONCE = 50;
    /** So many rows of a slice are kept, those of the lowest identities: statistics may be so wrong that all rows are drawn. */
    private static final int MOST = 300_000;
    /** How many keys one statement looks up, at most. */
    public static final int KEYS_AT_ONCE = 5_000;
    /** Below that a page in a hundred would say too little of a table; but then its rows are soon counted. */
    private static final long ROUGHLY = 100;

    private final ShardReader reader;
    private final SampleQueries queries;

    public SampleReader(ShardReader reader) {
        this.reader = reader;
        queries = reader.dialect().samples();
    }

    /** About how many rows a table has here, without reading it; never fewer than {@value #ROUGHLY}. */
    public long rows(TableLayout table) throws SourceException {
        String rows = size(table).get(0);
        if (rows == null) {
            rows = reader.texts("estimate " + table.spec(), queries.roughSize(table), List.of())
                    .get(0)
                    .get(0);
        }
        return Math.max(ROUGHLY, Long.parseLong(rows));
    }

    /**
     * A column by which one can tell which rows are new.
     *
     * @param column its name here
     * @param words what it is
     * @param indexed whether an index has its values in order
     */
    public record NewestBy(String column, String words, boolean indexed) {}

    /** The columns by which one can tell which rows of a table are new, best first. */
    public List<NewestBy> newestBy(TableSpec table) throws SourceException {
        return reader
                .textsByIndex("look up " + table, queries.newestBy(), List.of(table.schema(), table.name()))
                .stream()
                .map(row ->
                        new NewestBy(row.get(0), words(row.get(1)), row.get(2).equals("t")))
                .toList();
    }

    private static String words(String kind) {
        return switch (kind) {
            case "numbered" -> "numbered by the database";
            case "timestamp" -> "time of writing, by its name";
            default -> "of the key";
        };
    }

    /**
     * Counts the rows of each slice and draws those whose identity is below the slice's limit, in one scan; {@value #MOST} of
     * them at most, see {@link DrawnRows#below}.
     *
     * @param below a limit for each slice; {@link Long#MAX_VALUE} draws all of it
     */
    public List<DrawnRows> draw(TableLayout table, List<Slice> slices, List<Long> below, long seed)
            throws SourceException {
        boolean divided = size(table).get(1).equals("t");
        List<DrawnRows> drawn = new ArrayList<>();
        for (int from = 0; from < slices.size(); from += SLICES_AT_ONCE) {
            int to = Math.min(slices.size(), from + SLICES_AT_ONCE);
            String sql = queries.draw(table, slices.subList(from, to), below.subList(from, to), seed, divided);
            List<DrawnRows.Builder> builders = new ArrayList<>();
            for (int i = from; i < to; i++) {
                builders.add(new DrawnRows.Builder(table.key().size()));
            }
            reader.texts("draw a sample of " + table.spec(), sql, List.of(), row -> {
                DrawnRows.Builder builder = builders.get(Integer.parseInt(row.get(0)));
                if (row.get(1) == null) {
                    builder.add(DrawnRows.image(row, 2, 4, reader.shard()), MOST);
                } else {
                    builder.count(number(row.get(1)));
                }
            });
            builders.forEach(builder -> drawn.add(builder.build()));
        }
        return drawn;
    }

    /**
     * The keys of the rows with the highest values of a column.
     *
     * @param percent of the table to look at, from its end, where new rows are put; 100 for all of it
     */
    public List<List<String>> newest(TableLayout table, Slice slice, Column by, int limit, double percent)
            throws SourceException {
        Places places = new PlaceReader(reader).places(table);
        long fromPage = places.onOneHeap() ? (long) (places.pages() * (1 - percent / 100)) : 0;
        String sql = queries.newest(table, slice, by, limit, fromPage);
        return keys(reader.textsByIndex("look for the newest rows of " + table.spec(), sql, List.of()));
    }

    /**
     * The keys of the rows that take the most room; empty if every row takes as much as any other.
     *
     * @param percent of the pages to look at
     * @param seed decides which pages
     */
    public Optional<List<List<String>>> widest(TableLayout table, Slice slice, int limit, double percent, long seed)
            throws SourceException {
        String sql = queries.widest(table, slice, limit, percent, seed);
        return sql.isEmpty()
                ? Optional.empty()
                : Optional.of(keys(reader.texts("look for the widest rows of " + table.spec(), sql, List.of())));
    }

    /**
     * The keys of the rows whose points are nearest to any of the given ones.
     *
     * @param reach only of rows that are no farther away than that; {@link Long#MAX_VALUE} for all, which costs more
     */
    public List<List<String>> edges(TableLayout table, Slice slice, List<Long> points, int limit, long reach)
            throws SourceException {
        String sql = queries.edges(table, slice, points, limit, reach);
        return keys(reader.texts("look for the edges of " + table.spec(), sql, List.of()));
    }

    /** Whether an index finds the rows of a key; one that may be corrupt. */
    public boolean indexed(TableLayout table) throws SourceException {
        TableSpec spec = table.spec();
        List<String> parameters = List.of(spec.schema(), spec.name(), PlaceReader.keyOf(table));
        return "t"
                .equals(reader.textsByIndex("look up " + spec, queries.indexed(), parameters)
                        .get(0)
                        .get(0));
    }

    /**
     * The rows of a slice with the given keys.
     *
     * @param keys no more than {@value #KEYS_AT_ONCE}
     * @param byIndex whether to look keys up one by one, by an index, which may hide a row if it is corrupt; without one that
     *     would be a scan for each key, where else it is one for all
     */
    public DrawnRows byKeys(TableLayout table, Slice slice, List<List<String>> keys, long seed, boolean byIndex)
            throws SourceException {
        if (keys.isEmpty()) {
            return DrawnRows.none(table.key().size());
        }
        if (keys.size() > KEYS_AT_ONCE) {
            throw new IllegalArgumentException("%d keys for one statement".formatted(keys.size()));
        }
        String what = "look up rows of " + table.spec();
        String sql = queries.byKeys(table, slice, seed, byIndex);
        List<String> parameters = IntStream.range(0, table.key().size())
                .mapToObj(column ->
                        ArrayText.of(keys.stream().map(key -> key.get(column)).toList()))
                .toList();
        DrawnRows.Builder rows = new DrawnRows.Builder(table.key().size());
        (byIndex ? reader.textsByIndex(what, sql, parameters) : reader.texts(what, sql, parameters))
                .forEach(row -> rows.add(DrawnRows.image(row, 0, 3, reader.shard())));
        return rows.build();
    }

    private static long number(String text) {
        return DrawnRows.number(text);
    }

    /** Without those that hold a NULL, which only a damaged table can have: they are equal to none. */
    private static List<List<String>> keys(List<List<String>> rows) {
        return rows.stream().filter(key -> !key.contains(null)).toList();
    }

    private List<String> size(TableLayout table) throws SourceException {
        TableSpec spec = table.spec();
        return reader.textsByIndex("look up " + spec, queries.size(), List.of(spec.schema(), spec.name()))
                .get(0);
    }
}
