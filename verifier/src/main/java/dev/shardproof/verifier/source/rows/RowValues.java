package dev.shardproof.verifier.source.rows;

import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Reads the values of single rows by their key: the only place where the verifier looks at data and not at hashes. */
public final class RowValues {

    private static final int KEYS_AT_ONCE = 500;

    private RowValues() {}

    /**
     * The values of the rows with these keys, as texts by column name, null for NULL. A key that is there twice gives one
     * of its rows.
     *
     * @param keys the texts of the key columns, in the key's order
     */
    public static Map<List<String>, Map<String, String>> read(
            ShardReader reader, TableLayout table, List<List<String>> keys) throws SourceException {
        Map<List<String>, Map<String, String>> rows = new HashMap<>();
        read(reader, table, keys, joined(table.columns()), (key, texts) -> {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < table.columns().size(); i++) {
                values.put(table.columns().get(i).name(), texts.get(i));
            }
            rows.put(key, values);
        });
        return rows;
    }

    /**
     * A row.
     *
     * @param values as texts by column name, null for NULL
     * @param point its point in the key space; empty where no shard key is known, or where it is NULL
     */
    public record Row(Map<String, String> values, OptionalLong point) {}

    /**
     * The rows with these keys that indexes lead to. A key that is there twice gives one of its rows.
     *
     * @param certain those of the keys that are known to be there: if an index hides one, it is looked for without
     */
    public static Map<List<String>, Row> rows(
            ShardReader reader, TableLayout table, List<List<String>> keys, Set<List<String>> certain)
            throws SourceException {
        Map<List<String>, Row> rows = new HashMap<>();
        String wanted = joined(table.columns()) + ", " + table.point().orElse("NULL::pg_catalog.int8");
        int columns = table.columns().size();
        BiConsumer<List<String>, List<String>> onRow = (key, texts) -> {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < columns; i++) {
                values.put(table.columns().get(i).name(), texts.get(i));
            }
            String point = texts.get(columns);
            rows.put(
                    key,
                    new Row(values, point == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(point))));
        };
        look(reader::textsByIndex, table, keys, wanted, onRow);
        look(
                reader::texts,
                table,
                certain.stream().filter(key -> !rows.containsKey(key)).toList(),
                wanted,
                onRow);
        return rows;
    }

    private static void read(
            ShardReader reader,
            TableLayout table,
            List<List<String>> keys,
            String wanted,
            BiConsumer<List<String>, List<String>> onRow)
            throws SourceException {
        Set<List<String>> found = new HashSet<>();
        BiConsumer<List<String>, List<String>> noted = (key, texts) -> {
            found.add(key);
            onRow.accept(key, texts);
        };
        look(reader::textsByIndex, table, keys, wanted, noted);
        // An index that is corrupt hides rows: those are looked for without one.
        List<List<String>> hidden =
                keys.stream().filter(key -> !found.contains(key)).toList();
        look(reader::texts, table, hidden, wanted, onRow);
    }

    /** How a shard is asked. */
    @FunctionalInterface
    private interface Asking {
        List<List<String>> texts(String what, String sql, List<String> parameters) throws SourceException;
    }

    private static void look(
            Asking asking,
            TableLayout table,
            List<List<String>> keys,
            String wanted,
            BiConsumer<List<String>, List<String>> onRow)
            throws SourceException {
        int width = table.key().size();
        for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
            List<List<String>> some = keys.subList(from, Math.min(keys.size(), from + KEYS_AT_ONCE));
            List<String> parameters = some.stream().flatMap(List::stream).toList();
            String sql = query(table, some.size(), wanted);
            for (List<String> texts : asking.texts("read rows of " + table.spec(), sql, parameters)) {
                onRow.accept(new ArrayList<>(texts.subList(0, width)), texts.subList(width, texts.size()));
            }
        }
    }

    private static String query(TableLayout table, int keys, String wanted) {
        return "SELECT %s, %s FROM %s t WHERE %s"
                .formatted(joined(table.key()), wanted, table.quotedName(), table.hasOneOf(keys));
    }

    private static String joined(List<Column> columns) {
        return columns.stream().map(Column::text).collect(Collectors.joining(", "));
    }
}
