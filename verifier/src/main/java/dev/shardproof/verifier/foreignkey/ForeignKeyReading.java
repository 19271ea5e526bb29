package dev.shardproof.verifier.foreignkey;

import dev.shardproof.verifier.dialect.postgres.ForeignKeyQueries;
import dev.shardproof.verifier.foreignkey.ForeignKey.TableName;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads foreign keys, and the rows that break them. */
final class ForeignKeyReading {

    /** How many orphans are held at most, a foreign key and shard. */
    static final int HELD = 10_000;

    private ForeignKeyReading() {}

    /** The foreign keys of each shard. */
    static Map<String, List<ForeignKey>> keys(SnapshotSet side) throws SourceException, InterruptedException {
        return side.onEach(side.shards(), ForeignKeyReading::keys);
    }

    private static List<ForeignKey> keys(ShardReader reader) throws SourceException {
        Map<List<String>, List<List<String>>> byName = new LinkedHashMap<>();
        for (List<String> row : reader.texts("list the foreign keys", ForeignKeyQueries.FOREIGN_KEYS, List.of())) {
            byName.computeIfAbsent(row.subList(0, 3), any -> new ArrayList<>()).add(row);
        }
        return byName.values().stream().map(ForeignKeyReading::key).toList();
    }

    private static ForeignKey key(List<List<String>> rows) {
        List<String> first = rows.get(0);
        return new ForeignKey(
                first.get(2),
                new TableName(first.get(0), first.get(1)),
                rows.stream().map(row -> row.get(3)).toList(),
                new TableName(first.get(4), first.get(5)),
                rows.stream().map(row -> row.get(6)).toList(),
                rows.stream().map(row -> row.get(7)).toList(),
                Boolean.parseBoolean(first.get(8)),
                Boolean.parseBoolean(first.get(9)),
                Boolean.parseBoolean(first.get(10)));
    }

    /**
     * The rows of a shard that refer to nothing there.
     *
     * @param identity the columns to tell them apart by; empty to take the primary key, or else the referring columns
     */
    static Orphans orphans(ShardReader reader, ForeignKey key, List<String> identity) throws SourceException {
        NamedTable child = table(reader, key.child(), key.columns());
        NamedTable parent = table(reader, key.parent(), key.referenced());
        List<String> told = !identity.isEmpty() ? identity : child.key().isEmpty() ? key.columns() : child.key();
        String sql = ForeignKeyQueries.orphans(
                child.quoted(),
                parent.quoted(),
                child.quoted(key.columns()),
                parent.quoted(key.referenced()),
                key.comparisons(),
                key.full(),
                child.quoted(told),
                HELD);
        List<List<String>> rows = reader.texts("search %s for orphans".formatted(key.child()), sql, List.of());
        long total = rows.isEmpty() ? 0 : Long.parseLong(rows.get(0).get(0));
        return new Orphans(
                total,
                !child.key().isEmpty() && told.equals(child.key()),
                told,
                rows.stream().map(row -> row.subList(1, row.size())).toList());
    }

    private record NamedTable(String quoted, Map<String, String> columns, List<String> key) {
        List<String> quoted(List<String> names) {
            return names.stream().map(columns::get).toList();
        }
    }

    private static NamedTable table(ShardReader reader, TableName table, List<String> needed) throws SourceException {
        Map<String, String> columns = new LinkedHashMap<>();
        Map<Integer, String> key = new TreeMap<>();
        String quoted = "";
        for (List<String> row : reader.textsByIndex(
                "look up " + table, ForeignKeyQueries.TABLE, List.of(table.schema(), table.name()))) {
            columns.put(row.get(0), row.get(2));
            quoted = row.get(1);
            if (row.get(3) != null) {
                key.put(Integer.valueOf(row.get(3)), row.get(0));
            }
        }
        if (!columns.keySet().containsAll(needed)) {
            throw new SourceException(
                    columns.isEmpty()
                            ? "shard %s: table %s is not there".formatted(reader.shard(), table)
                            : "shard %s: table %s has not all of the columns %s; it has %s"
                                    .formatted(reader.shard(), table, needed, columns.keySet()));
        }
        return new NamedTable(quoted, columns, List.copyOf(key.values()));
    }
}
