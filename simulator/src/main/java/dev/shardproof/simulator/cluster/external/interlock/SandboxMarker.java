package dev.shardproof.simulator.cluster.external.interlock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The table by which a user says: in this database, on this server, that scenario may do what it wants until then.
 *
 * <p>Name of the database and the server's {@code system_identifier} stand in the marker, so that one that came with a
 * dump or with CREATE DATABASE … TEMPLATE, or that a replica holds, does not count.
 */
public final class SandboxMarker {

    static final String SCHEMA = "shardproof_sandbox";
    static final String TABLE = "marker";

    /** The longest time for which a marker may be given: a forgotten one must not stay a licence for ever. */
    static final Duration LIFE_MAX = Duration.ofDays(90);

    /** Name and type of each column, in the table's order, as the server's catalogue has them. */
    static final List<String> COLUMNS = List.of(
            "scenario text",
            "owner text",
            "database_name text",
            "system_identifier bigint",
            "scratch_databases boolean",
            "expires_at timestamp with time zone");

    private SandboxMarker() {}

    /**
     * The SQL that marks a database, for the user to read and to run with psql. Shardproof never runs it.
     *
     * @param scenario the scenario that may use the database
     * @param owner who allows it
     * @param database the database that is meant; the script refuses to run in any other. Empty if it is not known
     * @param role the role of the rehearsal, which is then allowed to read the marker; empty if that is not needed
     * @param scratchDatabases whether the scenario may create and drop databases of its own on that server, which it
     *     needs to spread rows of the user's own files
     * @param life how long the marker holds, at most 90 days
     */
    public static String sql(
            String scenario,
            String owner,
            Optional<String> database,
            Optional<String> role,
            boolean scratchDatabases,
            Duration life) {
        if (life.isNegative() || life.isZero() || life.compareTo(LIFE_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a marker holds for 1 hour to %d days, found %s".formatted(LIFE_MAX.toDays(), life));
        }
        String guard = database.map(name -> """
                DO $guard$ BEGIN
                  IF current_database() <> %s THEN
                    RAISE EXCEPTION 'this is the database %%, not the one that is to be marked', current_database();
                  END IF;
                END $guard$;
                """.formatted(literal(name))).orElse("");
        String grants = role.map(SandboxMarker::quoted)
                .map(name -> """
                        GRANT USAGE ON SCHEMA %s TO %s;
                        GRANT SELECT ON %s.%s TO %s;
                        """.formatted(SCHEMA, name, SCHEMA, TABLE, name))
                .orElse("");
        return """
                BEGIN;
                %sCREATE SCHEMA IF NOT EXISTS %s;
                DROP TABLE IF EXISTS %s.%s;
                CREATE TABLE %s.%s (
                  scenario text NOT NULL,
                  owner text NOT NULL,
                  database_name text NOT NULL,
                  system_identifier bigint NOT NULL,
                  scratch_databases boolean NOT NULL,
                  expires_at timestamptz NOT NULL
                );
                INSERT INTO %s.%s
                SELECT %s, %s, current_database(), system_identifier, %s, now() + interval '%d hours'
                FROM pg_control_system();
                %sCOMMIT;
                """.formatted(
                        guard,
                        SCHEMA,
                        SCHEMA,
                        TABLE,
                        SCHEMA,
                        TABLE,
                        SCHEMA,
                        TABLE,
                        literal(scenario),
                        literal(owner),
                        scratchDatabases,
                        Math.max(1, life.toHours()),
                        grants);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** An SQL literal that means the same whatever {@code standard_conforming_strings} says. */
    private static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text of SQL can not hold the character 0");
        }
        String doubled = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + doubled + "'" : " E'" + doubled.replace("\\", "\\\\") + "'";
    }
}
