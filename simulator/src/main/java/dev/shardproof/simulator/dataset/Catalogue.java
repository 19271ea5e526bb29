package dev.shardproof.simulator.dataset;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the user's tables from a server's catalogue. */
final class Catalogue {

    /** The schemas that are not the user's. */
    private static final String USER_SCHEMA =
            "n.nspname NOT IN ('information_schema', 'shardproof', 'shardproof_sandbox') AND n.nspname NOT LIKE 'pg\\_%'";

    private static final String TABLES = """
            SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'u',
                   EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND %s
              AND NOT EXISTS (SELECT FROM pg_depend d
                              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY n.nspname, c.relname""".formatted(USER_SCHEMA);

    private static final String COLUMNS = """
            SELECT a.attrelid, a.attname, t.typname, coalesce(b.typname, t.typname), a.attgenerated <> '',
                   a.attidentity <> '', NOT a.attnotnull, coalesce(l.collisdeterministic, true)
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
              LEFT JOIN pg_type b ON b.oid = t.typbasetype
              LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum""";

    private static final String PRIMARY_KEYS = """
            SELECT i.indrelid, a.attname
            FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE i.indrelid = ANY (?) AND i.indisprimary AND k.n <= i.indnkeyatts
            ORDER BY i.indrelid, k.n""";

    private static final String FOREIGN_KEYS =
            "SELECT conrelid, confrelid FROM pg_constraint WHERE conrelid = ANY (?) AND contype = 'f'";

    private static final String BYTES = """
            SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND %s""".formatted(USER_SCHEMA);

    private Catalogue() {}

    /** All tables of the user by object id, ordered by schema and name; partitions are part of their table. */
    static Map<Long, CatalogueTable> tables(Connection connection) throws SQLException {
        Map<Long, CatalogueTable> tables = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next()) {
                tables.put(
                        row.getLong(1),
                        new CatalogueTable(row.getString(2), row.getString(3), row.getBoolean(4), row.getBoolean(5)));
            }
        }
        forEach(connection, COLUMNS, tables, (table, row) -> {
            Column column = new Column(row.getString(2), row.getString(3), row.getBoolean(5), row.getBoolean(6));
            table.attributes.add(
                    new CatalogueTable.Attribute(column, row.getString(4), row.getBoolean(7), row.getBoolean(8)));
        });
        forEach(connection, PRIMARY_KEYS, tables, (table, row) -> table.primaryKey.add(row.getString(2)));
        forEach(connection, FOREIGN_KEYS, tables, (table, row) -> table.parents.add(row.getLong(2)));
        return tables;
    }

    /** The tables in an order in which a table stands after those that it refers to; circles stand at the end. */
    static List<CatalogueTable> parentsFirst(Map<Long, CatalogueTable> tables) {
        Map<Long, CatalogueTable> open = new LinkedHashMap<>(tables);
        List<CatalogueTable> ordered = new ArrayList<>();
        while (!open.isEmpty()) {
            List<Long> ready = open.entrySet().stream()
                    .filter(entry -> entry.getValue().parents.stream()
                            .noneMatch(parent -> !parent.equals(entry.getKey()) && open.containsKey(parent)))
                    .map(Map.Entry::getKey)
                    .toList();
            for (Long id : ready.isEmpty() ? List.copyOf(open.keySet()) : ready) {
                ordered.add(open.remove(id));
            }
        }
        return ordered;
    }

    static long totalBytes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BYTES)) {
            row.next();
            return row.getLong(1);
        }
    }

    private interface RowOf {
        void read(CatalogueTable table, ResultSet row) throws SQLException;
    }

    private static void forEach(Connection connection, String sql, Map<Long, CatalogueTable> tables, RowOf reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1, connection.createArrayOf("oid", tables.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    reader.read(tables.get(row.getLong(1)), row);
                }
            }
        }
    }
}
