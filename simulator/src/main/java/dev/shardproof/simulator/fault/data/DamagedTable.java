package dev.shardproof.simulator.fault.data;

import dev.shardproof.simulator.fault.FaultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What has to be known of a table to damage it.
 *
 * @param name qualified and quoted
 * @param columns in their order
 */
record DamagedTable(String name, List<DamagedColumn> columns) {

    private static final String COLUMNS = """
            SELECT format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
              t.typcategory::text, t.typname IN ('timestamp', 'timestamptz'), NOT a.attnotnull, a.attgenerated <> '',
              a.attgenerated = '' AND a.attidentity <> 'a',
              coalesce((SELECT k.place FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
                WHERE i.indrelid = c.oid AND i.indisprimary AND k.attnum = a.attnum AND k.place <= i.indnkeyatts), 0)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE n.nspname || '.' || c.relname = ? AND c.relkind IN ('r', 'p') ORDER BY a.attnum""";

    DamagedTable {
        columns = List.copyOf(columns);
    }

    /**
     * Reads it from the catalogue.
     *
     * @param wanted {@code schema.table} as the scenario writes it
     * @throws FaultException if there is no such table
     */
    static DamagedTable read(Connection session, String wanted) throws SQLException {
        List<DamagedColumn> columns = new ArrayList<>();
        String name = "";
        try (PreparedStatement statement = session.prepareStatement(COLUMNS)) {
            statement.setString(1, wanted);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    name = row.getString(1);
                    columns.add(new DamagedColumn(
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getBoolean(5),
                            row.getBoolean(6),
                            row.getBoolean(7),
                            row.getBoolean(8),
                            row.getInt(9)));
                }
            }
        }
        if (columns.isEmpty()) {
            throw new FaultException("there is no table '%s' on the shard: write schema.table".formatted(wanted));
        }
        return new DamagedTable(name, columns);
    }

    /** The columns of the primary key in its order. */
    List<DamagedColumn> key() {
        return columns.stream()
                .filter(column -> column.keyPosition() > 0)
                .sorted(Comparator.comparingInt(DamagedColumn::keyPosition))
                .toList();
    }

    /** What is true for the one row whose key's texts are the next parameters. */
    String keyMatches() {
        return key().stream()
                .map(column -> "t.%s = ?::%s".formatted(column.name(), column.type()))
                .collect(Collectors.joining(" AND "));
    }

    /** The columns that an INSERT may name. */
    List<DamagedColumn> writable() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }

    /** The first column of that sort that is not part of the key. */
    Optional<DamagedColumn> payload(Predicate<DamagedColumn> sort) {
        return columns.stream().filter(DamagedColumn::isPayload).filter(sort).findFirst();
    }
}
