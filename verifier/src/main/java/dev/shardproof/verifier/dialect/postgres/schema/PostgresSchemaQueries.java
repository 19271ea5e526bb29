package dev.shardproof.verifier.dialect.postgres.schema;

import dev.shardproof.verifier.dialect.SchemaQueries;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What PostgreSQL 13 to 18 are asked for definitions. Columns that some of these versions lack are read through
 * {@code to_jsonb(row) ->> 'column'}, so that one text serves all.
 *
 * <p>Stateless and thread-safe.
 */
public final class PostgresSchemaQueries implements SchemaQueries {

    private static final int PER_MAJOR = 1_00_00;
    private static final int HAS_SYNTAX = 14;
    private static final int HAS_DATABASE_COLLATION_VERSION = 15;
    private static final int HAS_MAINTAIN = 17;

    /**
     * What SQL has a syntax of its own for, as functions: PostgreSQL 14 and newer write the syntax. Casts of their
     * arguments then go, and {@code EXTRACT} became another function, so that not all can be translated; the most common
     * one, {@code AT TIME ZONE}, is.
     */
    private static final Pattern CALLS =
            Pattern.compile("\\b(timezone|substring|position|btrim|ltrim|rtrim|overlay|date_part|overlaps|normalize|"
                    + "is_normalized|xmlexists|pg_collation_for)\\(");

    private static final Pattern SYNTAX =
            Pattern.compile("\\b((SUBSTRING|POSITION|TRIM|OVERLAY|EXTRACT|NORMALIZE|XMLEXISTS)\\(|"
                    + "AT TIME ZONE|OVERLAPS|NORMALIZED|COLLATION FOR)");

    @Override
    public boolean equal(int major, String text, int otherMajor, String otherText) {
        return text.equals(otherText)
                || major < HAS_SYNTAX != otherMajor < HAS_SYNTAX
                        && PostgresSpelling.timeZonesAsCalls(text).equals(PostgresSpelling.timeZonesAsCalls(otherText));
    }

    @Override
    public boolean mayBeEqual(int major, String text, int otherMajor, String otherText) {
        if (major < HAS_SYNTAX == otherMajor < HAS_SYNTAX) {
            return false;
        }
        String older = major < HAS_SYNTAX ? text : otherText;
        String newer = major < HAS_SYNTAX ? otherText : text;
        return CALLS.matcher(older).find() && SYNTAX.matcher(newer).find();
    }

    @Override
    public String begin() {
        return indexes("on");
    }

    @Override
    public String end() {
        return indexes("off");
    }

    /** For the transaction, as the settings of {@code PostgresDialect.join}. */
    private static String indexes(String use) {
        return """
                SELECT pg_catalog.set_config('enable_indexscan', 'USE', true),
                  pg_catalog.set_config('enable_indexonlyscan', 'USE', true),
                  pg_catalog.set_config('enable_bitmapscan', 'USE', true)""".replace("USE", use);
    }

    @Override
    public String serverVersion() {
        return "SELECT pg_catalog.current_setting('server_version_num')";
    }

    @Override
    public int major(int serverVersion) {
        return serverVersion / PER_MAJOR;
    }

    @Override
    public boolean knowsPrivilege(int major, String grant) {
        return major >= HAS_MAINTAIN || !grant.startsWith("of MAINTAIN ");
    }

    @Override
    public String find() {
        return """
                SELECT c.relkind, pg_catalog.format('%I.%I', n.nspname, c.relname)
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?""";
    }

    @Override
    public String hasRows(String quotedName) {
        return "SELECT EXISTS (SELECT FROM " + quotedName + " LIMIT 1)";
    }

    @Override
    public List<String> ofTable() {
        return List.of(
                PostgresTableDefinitions.TABLE,
                PostgresTableDefinitions.COLUMNS,
                PostgresIndexDefinitions.INDEXES,
                PostgresIndexDefinitions.CONSTRAINTS,
                PostgresTableDefinitions.TRIGGERS,
                PostgresTableDefinitions.GRANTS,
                PostgresTableDefinitions.POLICIES,
                PostgresTableDefinitions.PARTITIONS,
                PostgresTypeDefinitions.TYPES,
                PostgresTypeDefinitions.SEQUENCES);
    }

    @Override
    public List<String> ofSchema() {
        return List.of(
                PostgresSchemaDefinitions.USAGE, PostgresSchemaDefinitions.FUNCTIONS, PostgresSchemaDefinitions.VIEWS);
    }

    @Override
    public List<String> ofDatabase() {
        return List.of(PostgresSchemaDefinitions.DATABASE, PostgresSchemaDefinitions.EXTENSIONS);
    }

    @Override
    public String changedCollations(int major) {
        return major >= HAS_DATABASE_COLLATION_VERSION ? PostgresSchemaDefinitions.CHANGED_COLLATIONS : "";
    }
}
