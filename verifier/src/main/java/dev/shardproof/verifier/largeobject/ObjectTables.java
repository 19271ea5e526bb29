package dev.shardproof.verifier.largeobject;

import dev.shardproof.verifier.dialect.postgres.LargeObjectQueries;
import dev.shardproof.verifier.dialect.postgres.LargeObjectQueries.Reference;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables of one side that have columns of type {@code oid} or {@code lo}, as its first shard with the table has them. */
final class ObjectTables {

    private record Column(String quotedTable, String quoted, String type) {}

    private static final class Table {
        private final Map<String, Column> columns = new LinkedHashMap<>();
        private final Map<Integer, String> key = new TreeMap<>();
    }

    private final Map<String, Table> tables = new LinkedHashMap<>();

    private ObjectTables() {}

    static ObjectTables read(SnapshotSet side) throws SourceException, InterruptedException {
        ObjectTables read = new ObjectTables();
        for (List<List<String>> rows : side.onEach(
                        side.shards(),
                        reader -> reader.texts("list the columns of type oid", LargeObjectQueries.COLUMNS, List.of()))
                .values()) {
            Map<String, Table> here = new LinkedHashMap<>();
            for (List<String> row : rows) {
                Table table = here.computeIfAbsent(row.get(0) + "." + row.get(1), any -> new Table());
                table.columns.put(row.get(2), new Column(row.get(3), row.get(4), row.get(5)));
                if (row.get(6) != null) {
                    table.key.put(Integer.valueOf(row.get(6)), row.get(2));
                }
            }
            here.forEach(read.tables::putIfAbsent);
        }
        return read;
    }

    /** The columns that may refer to large objects, if these are the sources. */
    List<ObjectColumn> columns(List<TableMapping> mappings) {
        List<ObjectColumn> columns = new ArrayList<>();
        for (TableMapping mapping : mappings) {
            Table table = tables.get(mapping.source().toString());
            if (table != null) {
                table.columns.forEach((name, column) -> {
                    if (!column.type().isEmpty() && !mapping.ignored().contains(name)) {
                        List<String> key = table.key.isEmpty() ? List.of(name) : List.copyOf(table.key.values());
                        columns.add(new ObjectColumn(
                                mapping,
                                name,
                                column.type().equals("lo"),
                                key,
                                reference(table, name, key).orElseThrow()));
                    }
                });
            }
        }
        return columns;
    }

    /** The same column, if these are the targets; empty if they do not have it. */
    Optional<Reference> target(ObjectColumn column) {
        Table table = tables.get(column.mapping().target().toString());
        Map<String, String> renamed = column.mapping().renamed();
        return Optional.ofNullable(table)
                .flatMap(there -> reference(
                        there,
                        renamed.getOrDefault(column.name(), column.name()),
                        column.key().stream()
                                .map(one -> renamed.getOrDefault(one, one))
                                .toList()));
    }

    private static Optional<Reference> reference(Table table, String name, List<String> key) {
        Column column = table.columns.get(name);
        if (column == null || !table.columns.keySet().containsAll(key)) {
            return Optional.empty();
        }
        return Optional.of(new Reference(
                column.quotedTable(),
                column.quoted(),
                key.stream().map(one -> table.columns.get(one).quoted()).toList()));
    }
}
