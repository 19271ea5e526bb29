package dev.shardproof.verifier.source.rows;

import dev.shardproof.verifier.dialect.PlaceQueries;
import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Draws rows of one shard by the place where they lie, in the session of a {@link ShardReader}. Not thread-safe, like that one. */
public final class PlaceReader {

    /** Few enough for a statement's parameter of less than half a megabyte, many enough that statements cost nothing. */
    private static final int PLACES_AT_ONCE = 20_000;

    private final ShardReader reader;
    private final PlaceQueries queries;

    public PlaceReader(ShardReader reader) {
        this.reader = reader;
        queries = reader.dialect().places();
    }

    /** The shard that is read. */
    public String shard() {
        return reader.shard();
    }

    /** The places of a table with a key, by the catalogue: costs nothing. */
    public Places places(TableLayout table) throws SourceException {
        TableSpec spec = table.spec();
        List<String> row = reader.textsByIndex(
                        "look up " + spec, queries.places(), List.of(keyOf(table), spec.schema(), spec.name()))
                .get(0);
        return new Places(
                Long.parseLong(row.get(0)),
                Long.parseLong(row.get(1)),
                row.get(2).equals("t"));
    }

    /** The SQL values of the key columns, as an array. */
    static String keyOf(TableLayout table) {
        return ArrayText.of(table.key().stream().map(Column::value).toList());
    }

    /**
     * Draws places by chance and reads the rows that lie there.
     *
     * @param share of the places, above 0 and at most 1; hardly ever fewer are drawn, and often a few more
     * @param seed decides which places
     * @param keySeed the seed of the rows' identity
     */
    public PlacedRows draw(TableLayout table, double share, long seed, long keySeed) throws SourceException {
        TableSpec spec = table.spec();
        String what = "draw a sample of " + spec;
        List<String> size = reader.textsByIndex(what, queries.size(table), List.of(spec.schema(), spec.name()))
                .get(0);
        long onAPage = Long.parseLong(size.get(1));
        long places = Long.parseLong(size.get(0)) * onAPage;
        long[] drawn = drawn(places, share, seed);
        List<RowImage> rows = new ArrayList<>();
        String sql = queries.rowsAt(table, keySeed);
        for (int from = 0; from < drawn.length; from += PLACES_AT_ONCE) {
            List<String> some = Arrays.stream(drawn, from, Math.min(drawn.length, from + PLACES_AT_ONCE))
                    .mapToObj(place -> queries.place(place / onAPage, place % onAPage))
                    .toList();
            reader.texts(
                    what,
                    sql,
                    List.of(ArrayText.of(some)),
                    row -> rows.add(DrawnRows.image(row, 0, 2, reader.shard())));
        }
        DrawnRows.Builder builder = new DrawnRows.Builder(table.key().size());
        builder.count(drawn.length == 0 ? 0 : Math.round((double) rows.size() * places / drawn.length));
        rows.stream().sorted(Comparator.comparingLong(RowImage::identity)).forEach(builder::add);
        return new PlacedRows(builder.build(), List.of(new PlacedRows.Draw(reader.shard(), places, drawn.length)));
    }

    /** Places by ascending number, none twice. Given how many they are, each set of that many is as likely as any other. */
    static long[] drawn(long places, double share, long seed) {
        return share >= 1
                ? LongStream.range(0, places).toArray()
                : new SplittableRandom(seed)
                        .longs(draws(places, share), 0, Math.max(1, places))
                        .sorted()
                        .distinct()
                        .toArray();
    }

    /**
     * How often to draw, with replacement, so that the share is met without counting any place twice: as often as is
     * expected to do, {@code -ln(1 - share)} times the number of places ("occupancy": Johnson and Kotz, "Urn Models and Their
     * Application", 1977, chapter 3), and three standard deviations or more.
     */
    private static long draws(long places, double share) {
        return (long) Math.ceil((places + 3 * Math.sqrt(places)) * -Math.log1p(-share));
    }
}
