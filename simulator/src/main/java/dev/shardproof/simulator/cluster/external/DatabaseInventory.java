package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.ScratchDatabase;
import dev.shardproof.simulator.cluster.ShardServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What there is in a database: everything that a schema script can reasonably make, publications, subscriptions, the
 * slots of the database, and the scratch database of the run. What belongs to something else (indexes, owned sequences, row types, the
 * members of an extension) is counted with that. Roles belong to the server, not to the database, and are left alone.
 */
final class DatabaseInventory {

    /** Makes the server qualify every name that it prints. */
    private static final Map<String, String> QUALIFIED =
            Map.of("options", "-c search_path=pg_catalog -c lock_timeout=15s");

    private static final String OWN = "n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'";

    private static final String SQL = """
            SELECT o.kind, o.name, o.drop FROM (
              SELECT 1 AS n, 'subscription' AS kind, quote_ident(subname) AS name, 'DROP SUBSCRIPTION ' || quote_ident(subname) AS drop
                FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
              UNION ALL SELECT 2, 'publication', quote_ident(pubname), 'DROP PUBLICATION ' || quote_ident(pubname) FROM pg_publication
              UNION ALL SELECT 3, 'replication slot', slot_name, format('SELECT pg_drop_replication_slot(%%L)', slot_name)
                FROM pg_replication_slots WHERE database = current_database()
              UNION ALL SELECT 4, 'event trigger', quote_ident(evtname), 'DROP EVENT TRIGGER ' || quote_ident(evtname)
                FROM pg_event_trigger t WHERE %2$s
              UNION ALL SELECT CASE c.relkind WHEN 'v' THEN 5 WHEN 'm' THEN 5 ELSE 6 END, k.kind, c.oid::regclass::text,
                     format('DROP %%s %%s', upper(k.kind), c.oid::regclass)
                FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_class c ON c.oid = t.oid
                JOIN (VALUES ('v', 'view'), ('m', 'materialized view'), ('r', 'table'), ('p', 'table'), ('f', 'foreign table'),
                             ('S', 'sequence')) AS k(relkind, kind) ON k.relkind = c.relkind::text
                WHERE %1$s AND NOT c.relispartition AND %2$s AND NOT EXISTS (
                  SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND c.relkind = 'S'
                    AND x.deptype IN ('a', 'i'))
              UNION ALL SELECT 7, 'routine', t.oid::regprocedure::text, format('DROP ROUTINE %%s', t.oid::regprocedure)
                FROM pg_proc t JOIN pg_namespace n ON n.oid = t.pronamespace WHERE %1$s AND %2$s
              UNION ALL SELECT 8, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, t.oid::regtype::text,
                     format('DROP %%s %%s', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, t.oid::regtype)
                FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
                WHERE %1$s AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c') AND %2$s
              UNION ALL SELECT 9, 'collation', t.oid::regcollation::text, format('DROP COLLATION %%s', t.oid::regcollation)
                FROM pg_collation t JOIN pg_namespace n ON n.oid = t.collnamespace WHERE %1$s AND %2$s
              UNION ALL SELECT 10, 'extension', quote_ident(extname), 'DROP EXTENSION ' || quote_ident(extname) FROM pg_extension
              UNION ALL SELECT 11, 'schema', quote_ident(n.nspname), 'DROP SCHEMA ' || quote_ident(n.nspname)
                FROM pg_namespace n JOIN pg_namespace t ON t.oid = n.oid WHERE %1$s AND %2$s
              UNION ALL SELECT 12, 'database', quote_ident(datname), 'DROP DATABASE ' || quote_ident(datname) || ' WITH (FORCE)'
                FROM pg_database WHERE datname = ? AND coalesce(shobj_description(oid, 'pg_database'), ?) = ?
            ) o ORDER BY o.n, o.name""".formatted(
                    OWN,
                    "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = t.oid AND e.classid = t.tableoid AND e.deptype = 'e')");

    private DatabaseInventory() {}

    /** @param run whose scratch database belongs to the inventory; those of others do not */
    static List<DatabaseObject> of(ShardServer server, String run) throws SQLException {
        try (Connection connection = server.dataSource(server.endpoint(), server.database(), QUALIFIED)
                .getConnection()) {
            return of(connection, run);
        }
    }

    /** By a session whose search path is {@code pg_catalog} alone, so that the server qualifies every name. */
    static List<DatabaseObject> of(Connection session, String run) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(SQL)) {
            statement.setString(1, ScratchDatabase.nameOf(run));
            statement.setString(2, ScratchDatabase.commentOf(run));
            statement.setString(3, ScratchDatabase.commentOf(run));
            try (ResultSet row = statement.executeQuery()) {
                List<DatabaseObject> objects = new ArrayList<>();
                while (row.next()) {
                    objects.add(new DatabaseObject(row.getString(1), row.getString(2), row.getString(3)));
                }
                return objects;
            }
        }
    }

    /** The number of the database that a session is in: one that was dropped and made again has another. */
    static long databaseNumber(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT oid FROM pg_database WHERE datname = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }
}
