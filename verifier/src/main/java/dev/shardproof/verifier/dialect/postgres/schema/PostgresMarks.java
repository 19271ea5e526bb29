package dev.shardproof.verifier.dialect.postgres.schema;

/**
 * SQL that writes the marks of {@link dev.shardproof.verifier.dialect.SchemaQueries} around names and expressions. Any of
 * them gives NULL where an argument is NULL.
 */
final class PostgresMarks {

    /**
     * The relation that two parameters name, as {@code rel}: its row of pg_class, and the beginnings of marks.
     * {@code rel.col || column || rel.done} marks a column, {@code rel.expr || text || rel.done} an expression.
     */
    static final String REL = """
            rel AS (
              SELECT c.*, n.nspname, E'\\003' AS done,
                E'\\001' || n.nspname || E'\\002' || c.relname || E'\\002' AS col,
                E'\\004' || n.nspname || E'\\002' || c.relname || E'\\002' AS expr
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ?
            )""";

    private PostgresMarks() {}

    /** A relation, type or function; both arguments are SQL. */
    static String name(String schema, String name) {
        return "(E'\\001' || " + schema + " || E'\\002' || " + name + " || E'\\003')";
    }

    /** A column; all arguments are SQL. */
    static String column(String schema, String table, String column) {
        return "(E'\\001' || " + schema + " || E'\\002' || " + table + " || E'\\002' || " + column + " || E'\\003')";
    }

    /** A text that may name types and other objects, but no column; the argument is SQL. */
    static String columnless(String text) {
        return "(E'\\004\\002\\002' || " + text + " || E'\\003')";
    }

    /** How a type is written, with its modifier. */
    static String type(String oid, String modifier) {
        return columnless("pg_catalog.format_type(" + oid + ", " + modifier + ")");
    }

    /** The name of a role, or PUBLIC for 0, or {@code the owner}; arguments are SQL for OIDs. */
    static String grantee(String role, String owner) {
        return "CASE " + role + " WHEN 0 THEN 'PUBLIC' WHEN " + owner
                + " THEN 'the owner' ELSE pg_catalog.pg_get_userbyid(" + role + ")::pg_catalog.text END";
    }
}
