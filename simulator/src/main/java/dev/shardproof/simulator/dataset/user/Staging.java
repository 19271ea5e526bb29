package dev.shardproof.simulator.dataset.user;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ScratchDatabase;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.dataset.Identifiers;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scratch database on the first shard's server that holds all rows before they are spread. It starts as a copy of the
 * application's database, so the schema script runs once on each server only: it may create roles.
 */
final class Staging implements AutoCloseable {

    private static final String SEQUENCES = """
            SELECT format('%I.%I', n.nspname, c.relname), s.seqincrement > 0,
                   pg_sequence_last_value(c.oid), format('%I.%I', tn.nspname, t.relname), format('%I', a.attname)
            FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
              LEFT JOIN pg_class t ON t.oid = d.refobjid
              LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
              LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE n.nspname NOT IN ('information_schema', 'shardproof') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY 1""";

    private final ScratchDatabase copy;

    private Staging(ScratchDatabase copy) {
        this.copy = copy;
    }

    /** Copies the application's database, to which nobody may be connected. */
    static Staging create(Cluster cluster, ShardId shard) throws SQLException {
        return new Staging(cluster.copyOfDatabase(shard));
    }

    Connection connect() throws SQLException {
        return copy.connect();
    }

    /** A connection that sends a script as it is. */
    Connection connectForScripts() throws SQLException {
        return copy.connect(UserDataset.SIMPLE_QUERIES);
    }

    /**
     * How many rows each table has.
     *
     * @throws DatasetException if a row has no shard key, so that no shard owns it
     */
    Map<TableLayout, Long> count(List<TableLayout> tables) throws SQLException {
        Map<TableLayout, Long> counts = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (TableLayout table : tables) {
                String withoutKey = table.shardKey()
                        .map(key -> Identifiers.quote(key.column()) + " IS NULL")
                        .orElse("false");
                try (ResultSet row = statement.executeQuery("SELECT count(*), count(*) FILTER (WHERE %s) FROM %s"
                        .formatted(withoutKey, table.qualifiedName()))) {
                    row.next();
                    counts.put(table, row.getLong(1));
                    if (row.getLong(2) > 0) {
                        problems.add(("table %s: %d rows have no shard key (%s is NULL), so no shard owns them:"
                                        + " give them one or leave them out")
                                .formatted(
                                        table.displayName(),
                                        row.getLong(2),
                                        table.shardKey().orElseThrow().column()));
                    }
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new DatasetException(String.join("\n", problems));
        }
        return counts;
    }

    /** For each sequence that was used, or whose column has values, the last value; names are ready for SQL. */
    Map<String, Long> sequences() throws SQLException {
        Map<String, Long> values = new LinkedHashMap<>();
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(SEQUENCES);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                boolean ascending = row.getBoolean(2);
                Long last = row.getObject(3, Long.class);
                Long used = row.getString(5) == null
                        ? null
                        : extreme(connection, ascending ? "max" : "min", row.getString(5), row.getString(4));
                if (last == null || used != null && (ascending ? used > last : used < last)) {
                    last = used;
                }
                if (last != null) {
                    values.put(row.getString(1), last);
                }
            }
        }
        return values;
    }

    @Override
    public void close() throws SQLException {
        copy.close();
    }

    private static Long extreme(Connection connection, String function, String column, String table)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT %s(%s)::bigint FROM %s".formatted(function, column, table))) {
            row.next();
            return row.getObject(1, Long.class);
        }
    }
}
