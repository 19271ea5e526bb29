package dev.shardproof.verifier.live;

import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.dialect.RereadQueries;
import dev.shardproof.verifier.source.Pace;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads exactly the given keys on both sides of a comparison, some hundred at a time. */
final class KeyedReader {

    /** Few enough for a plan by index, and for a list that a scan can hold each row against. */
    private static final int KEYS_AT_ONCE = 300;

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final RereadQueries queries;
    private final Pace pace;

    KeyedReader(RereadQueries queries, Pace pace) {
        this.queries = queries;
        this.pace = pace;
    }

    /** One row under a key; the hashes stand in the order of the table's columns. */
    private record KeyedRow(String shard, long version, long[] columns) {

        SeenRows seen() {
            long hash = 0;
            for (int i = 0; i < columns.length; i++) {
                hash = mixed(hash ^ mixed(columns[i] + GOLDEN * (i + 1)));
            }
            return new SeenRows(1, hash, mixed(version), shard);
        }
    }

    /**
     * @param byIndex whether indexes may be used; else the whole table is scanned for each few hundred keys
     * @param into gets what was found; a key that neither side has is left out
     */
    void read(Comparison comparison, Set<Suspect> suspects, boolean byIndex, Map<Suspect, Reading> into)
            throws SourceException, InterruptedException {
        List<Suspect> all = List.copyOf(suspects);
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
            List<List<String>> keys = all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE)).stream()
                    .map(Suspect::key)
                    .toList();
            Map<List<String>, List<KeyedRow>> left = rows(comparison.left(), keys, byIndex);
            Map<List<String>, List<KeyedRow>> right = rows(comparison.right(), keys, byIndex);
            for (List<String> key : keys) {
                Reading reading =
                        reading(comparison, left.getOrDefault(key, List.of()), right.getOrDefault(key, List.of()));
                if (!reading.equals(Reading.NOWHERE)) {
                    into.put(new Suspect(key, ""), reading);
                }
            }
        }
    }

    private Map<List<String>, List<KeyedRow>> rows(Side side, List<List<String>> keys, boolean byIndex)
            throws SourceException, InterruptedException {
        for (String shard : side.shards()) {
            pace.await(shard);
        }
        List<String> parameters = keys.stream().flatMap(List::stream).toList();
        String sql = queries.keyedRows(side.table(), keys.size());
        String what = "read rows of %s again".formatted(side.table().spec());
        int keyColumns = side.table().key().size();
        Map<List<String>, List<KeyedRow>> rows = new LinkedHashMap<>();
        side.snapshots()
                .onEach(
                        side.shards(),
                        reader -> byIndex
                                ? reader.textsByIndex(what, sql, parameters)
                                : reader.texts(what, sql, parameters))
                .forEach((shard, texts) ->
                        texts.forEach(row -> rows.computeIfAbsent(key(row, keyColumns), any -> new ArrayList<>())
                                .add(row(shard, row, keyColumns))));
        return rows;
    }

    private static List<String> key(List<String> row, int keyColumns) {
        return row.subList(0, keyColumns).stream()
                .map(text -> text == null ? "NULL" : text)
                .toList();
    }

    private static KeyedRow row(String shard, List<String> row, int keyColumns) {
        long[] columns =
                row.stream().skip(keyColumns + 1L).mapToLong(Long::parseLong).toArray();
        return new KeyedRow(shard, Long.parseLong(row.get(keyColumns)), columns);
    }

    private static Reading reading(Comparison comparison, List<KeyedRow> left, List<KeyedRow> right) {
        String columns = left.size() == 1 && right.size() == 1 ? differing(comparison, left.get(0), right.get(0)) : "";
        return new Reading(sum(left), sum(right), columns);
    }

    private static SeenRows sum(List<KeyedRow> rows) {
        return rows.stream().map(KeyedRow::seen).reduce(SeenRows.NONE, SeenRows::plus);
    }

    private static String differing(Comparison comparison, KeyedRow left, KeyedRow right) {
        List<Column> columns = comparison.table().columns();
        return IntStream.range(0, columns.size())
                .filter(i -> left.columns()[i] != right.columns()[i])
                .mapToObj(i -> columns.get(i).name())
                .collect(Collectors.joining(", "))
                .intern();
    }

    /** The finalizer of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
