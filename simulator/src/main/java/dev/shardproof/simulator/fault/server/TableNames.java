package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.FaultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The tables that one can lock, by the names that scenarios use. */
final class TableNames {

    private static final int MOST_NAMED = 30;
    private static final String TABLES = "SELECT n.nspname || '.' || c.relname,"
            + " quote_ident(n.nspname) || '.' || quote_ident(c.relname)"
            + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
            + " AND n.nspname NOT LIKE 'pg\\_%'";

    private final Map<String, String> quoted = new TreeMap<>();

    TableNames(Connection session) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(TABLES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                quoted.put(rows.getString(1), rows.getString(2));
            }
        }
    }

    /**
     * A table's name in SQL.
     *
     * @throws FaultException if it is not there
     */
    String quoted(String name, ShardServer server) {
        String found = quoted.get(name);
        if (found == null) {
            throw new FaultException("there is no table '%s' in database %s of shard %s; there are %s%s"
                    .formatted(
                            name,
                            server.database(),
                            server.id(),
                            String.join(
                                    ", ",
                                    quoted.keySet().stream().limit(MOST_NAMED).toList()),
                            quoted.size() > MOST_NAMED ? ", and %d more".formatted(quoted.size() - MOST_NAMED) : ""));
        }
        return found;
    }
}
