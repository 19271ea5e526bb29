package dev.shardproof.simulator.cluster.external.interlock;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The only statement that a server gets before the interlock has decided. It asks for everything at once and reads
 * nothing but the server's catalogue and the marker.
 *
 * <p>The marker is read by {@code query_to_xml}, within a CASE that first looks at what goes by its name: a statement that
 * names a table that is not there fails, and one that reads a view or a foreign table runs somebody else's code. Foreign
 * texts come as hexadecimal digits, so that they need no quoting whatever they are.
 */
public final class MarkerQuery {

    /** By which a server's log shows the statement. */
    public static final String NAME = "/* shardproof marker query */";

    private static final String NULL = "-";

    private static final String ROWS = """
            SELECT concat_ws('':'', %s, %s, %s, coalesce(system_identifier::text, ''-''),
                             coalesce(scratch_databases::text, ''-''), %s,
                             coalesce((expires_at <= clock_timestamp())::text, ''-''),
                             coalesce((expires_at > clock_timestamp() + interval ''%d days'')::text, ''-'')) AS e
            FROM ONLY %s.%s LIMIT 3""".formatted(
                    hex("scenario"),
                    hex("owner"),
                    hex("database_name"),
                    hex("expires_at::text"),
                    SandboxMarker.LIFE_MAX.toDays() + 1,
                    SandboxMarker.SCHEMA,
                    SandboxMarker.TABLE);

    private static final String USER_SCHEMA =
            "n.nspname NOT IN ('information_schema', '" + SandboxMarker.SCHEMA + "') AND n.nspname NOT LIKE 'pg\\_%'";

    /** The rights that a role needs that is no superuser; each is a condition and how to give the right. */
    private static final List<String[]> RIGHTS = List.of(
            new String[] {"r.rolreplication", "ALTER ROLE … REPLICATION"},
            new String[] {
                "EXISTS (SELECT FROM pg_roles g WHERE g.rolname = 'pg_create_subscription'"
                        + " AND pg_has_role(r.oid, g.oid, 'MEMBER'))",
                "GRANT pg_create_subscription TO …"
            },
            new String[] {
                "has_parameter_privilege(r.oid, 'session_replication_role', 'SET')",
                "GRANT SET ON PARAMETER session_replication_role TO …"
            },
            new String[] {"has_database_privilege(r.oid, d.oid, 'CREATE')", "GRANT CREATE ON DATABASE … TO …"});

    static final String SQL = NAME
            + """
             WITH marker AS (
              SELECT c.relkind::text AS kind, c.relrowsecurity AS filtered,
                     has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
                     (SELECT string_agg(format('%%s %%s', a.attname, format_type(a.atttypid, NULL)), ', ' ORDER BY a.attnum)
                        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = '%s' AND c.relname = '%s')
            SELECT current_database() AS database, (SELECT system_identifier::text FROM pg_control_system()) AS identifier,
                   current_setting('server_version') AS version, host(inet_server_addr()) AS address,
                   pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only,
                   coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
                   current_setting('wal_level') AS wal_level,
                   current_setting('max_replication_slots')::int - (SELECT count(*)::int FROM pg_replication_slots) AS slots,
                   r.rolsuper AS superuser, r.rolsuper OR r.rolcreatedb AS create_database, %s AS missing,
                   ARRAY(SELECT format('%%s.%%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n
                           ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition AND %s
                           AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass
                                             AND x.objid = c.oid AND x.deptype = 'e')
                         ORDER BY 1 LIMIT 4)::text[] AS tables,
                   ARRAY(SELECT 'publication ' || pubname FROM pg_publication WHERE pubname LIKE 'shardproof%%'
                         UNION ALL SELECT 'subscription ' || subname FROM pg_stat_subscription WHERE subname LIKE 'shardproof%%'
                         UNION ALL SELECT 'replication slot ' || slot_name FROM pg_replication_slots
                           WHERE slot_name LIKE 'shardproof%%' AND database = current_database()
                         UNION ALL SELECT 'database ' || datname FROM pg_database WHERE datname LIKE 'shardproof\\_%%'
                           AND datname <> current_database()
                         UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname IN ('shardproof',
                           'shardproof_routing'))::text[] AS leftovers,
                   (SELECT kind FROM marker) AS kind, (SELECT columns FROM marker) AS columns,
                   (SELECT readable FROM marker) AS readable, (SELECT filtered FROM marker) AS filtered,
                   (SELECT CASE WHEN kind = 'r' AND readable AND NOT filtered AND columns = '%s'
                                THEN query_to_xml('%s', true, true, '')::text END FROM marker) AS rows
            FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()""".formatted(
                            SandboxMarker.SCHEMA,
                            SandboxMarker.TABLE,
                            missing(),
                            USER_SCHEMA,
                            String.join(", ", SandboxMarker.COLUMNS),
                            ROWS);

    private static final Pattern ROW = Pattern.compile("<e>([-0-9a-z:]*)</e>");

    private MarkerQuery() {}

    /**
     * Asks the server by that connection, which is silent; sends one statement.
     *
     * @throws SQLException if the server does not answer it
     */
    static Evidence ask(Connection silent) throws SQLException {
        try (Statement statement = silent.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            if (!row.next()) {
                throw new SQLException("the server did not answer the marker query");
            }
            return evidence(row);
        }
    }

    private static Evidence evidence(ResultSet row) throws SQLException {
        return new Evidence(
                row.getString("database"),
                row.getString("identifier"),
                row.getString("version").split(" ", 2)[0],
                Optional.ofNullable(row.getString("address")),
                row.getBoolean("standby"),
                row.getBoolean("read_only"),
                row.getBoolean("encrypted"),
                row.getString("wal_level"),
                row.getInt("slots"),
                new Evidence.Rights(
                        row.getBoolean("superuser"), texts(row, "missing"), row.getBoolean("create_database")),
                texts(row, "tables"),
                texts(row, "leftovers"),
                marker(row));
    }

    private static Optional<Evidence.Marker> marker(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        if (kind == null) {
            return Optional.empty();
        }
        String columns = row.getString("columns");
        return Optional.of(new Evidence.Marker(
                kind,
                columns == null ? "" : columns,
                row.getBoolean("readable"),
                row.getBoolean("filtered"),
                rows(row.getString("rows"))));
    }

    private static List<Evidence.Row> rows(String xml) {
        List<Evidence.Row> rows = new ArrayList<>();
        Matcher matcher = ROW.matcher(xml == null ? "" : xml);
        while (matcher.find()) {
            String[] parts = matcher.group(1).split(":", -1);
            rows.add(new Evidence.Row(
                    unhex(parts[0]),
                    unhex(parts[1]),
                    unhex(parts[2]),
                    present(parts[3]),
                    present(parts[4]).map(Boolean::valueOf),
                    unhex(parts[5]),
                    parts[6].equals("true"),
                    parts[7].equals("true")));
        }
        return rows;
    }

    /** Within the text of the inner query, whose quotes are doubled. */
    private static String hex(String expression) {
        return "coalesce(encode(convert_to(%s, ''UTF8''), ''hex''), ''%s'')".formatted(expression, NULL);
    }

    private static Optional<String> unhex(String text) {
        return present(text).map(digits -> new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8));
    }

    private static Optional<String> present(String text) {
        return text.equals(NULL) ? Optional.empty() : Optional.of(text);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Stream.of((Object[]) row.getArray(column).getArray())
                .map(String.class::cast)
                .toList();
    }

    private static String missing() {
        return RIGHTS.stream()
                .map(right -> "CASE WHEN r.rolsuper OR %s THEN NULL ELSE '%s' END".formatted(right[0], right[1]))
                .reduce((one, other) -> one + ", " + other)
                .map(list -> "array_remove(ARRAY[" + list + "]::text[], NULL)")
                .orElseThrow();
    }
}
