package dev.shardproof.verifier.preflight;

import java.util.ArrayList;
import java.util.List;

/** The SQL that makes a role which may read all that a verification needs, and nothing more. */
public final class ReadOnlyRole {

    private static final int HAS_READ_ALL_DATA = 14_00_00;
    private static final int PUBLIC_MAY_NOT_CREATE = 15_00_00;

    private ReadOnlyRole() {}

    /**
     * A script for a superuser of one server, in the database that will be read. It sets no password: give the role one
     * with {@code \password} or let it log in otherwise.
     *
     * @param role the name of the new role
     * @param database the database, for its right to connect
     * @param schemas the schemas to be read, where the role must be allowed each; servers from PostgreSQL 14 on have a role for all
     * @param serverVersion PostgreSQL's {@code server_version_num}
     */
    public static String script(String role, String database, List<String> schemas, int serverVersion) {
        String name = quoted(role);
        List<String> lines = new ArrayList<>();
        lines.add("CREATE ROLE %s LOGIN NOSUPERUSER NOREPLICATION NOCREATEDB NOCREATEROLE CONNECTION LIMIT 24;"
                .formatted(name));
        lines.add("ALTER ROLE %s SET default_transaction_read_only = on;".formatted(name));
        lines.add("GRANT CONNECT ON DATABASE %s TO %s;".formatted(quoted(database), name));
        if (serverVersion >= HAS_READ_ALL_DATA) {
            lines.add("GRANT pg_read_all_data TO %s;".formatted(name));
        } else {
            for (String schema : schemas) {
                lines.add("GRANT USAGE ON SCHEMA %s TO %s;".formatted(quoted(schema), name));
                lines.add("GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %s;".formatted(quoted(schema), name));
                lines.add("GRANT SELECT ON ALL SEQUENCES IN SCHEMA %s TO %s;".formatted(quoted(schema), name));
            }
        }
        if (serverVersion < PUBLIC_MAY_NOT_CREATE) {
            lines.add("REVOKE CREATE ON SCHEMA public FROM PUBLIC; -- give it back to the roles that need it");
        }
        lines.add("-- only where tables have row-level security, which would hide rows: ALTER ROLE %s BYPASSRLS;"
                .formatted(name));
        lines.add("-- only where large objects are compared, for each of them: GRANT SELECT ON LARGE OBJECT … TO %s;"
                .formatted(name));
        return String.join("\n", lines);
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }
}
