package dev.shardproof.verifier.dialect.postgres;

/** What to ask a PostgreSQL catalogue about all relations of users at once. All queries return text columns. */
public final class RelationQueries {

    private static final String USERS = """
            n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
              AND c.relpersistence <> 't'""";

    /**
     * Tables, partitioned tables, views, materialized views and foreign tables: schema, name, kind, whether it is a partition,
     * whether it is unlogged, the extension that it belongs to (NULL for none).
     */
    public static final String RELATIONS = """
            SELECT n.nspname, c.relname, c.relkind::pg_catalog.text, c.relispartition::pg_catalog.text,
              (c.relpersistence = 'u')::pg_catalog.text,
              (SELECT e.extname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
               WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'
                 AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass LIMIT 1)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND \
            """ + USERS + " ORDER BY 1, 2";

    /** The stored columns of all tables: schema, table, column. */
    public static final String COLUMNS = """
            SELECT n.nspname, c.relname, a.attname
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              AND a.attgenerated <> 'v'
            WHERE c.relkind IN ('r', 'p') AND \
            """ + USERS + " ORDER BY 1, 2, a.attnum";

    /** How many pages the table of two parameters has, schema and name, with all its partitions; no row if there is none. */
    public static final String PAGES = """
            WITH RECURSIVE tree AS (
              SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ?
              UNION
              SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid
            )
            SELECT (COALESCE(pg_catalog.sum(pg_catalog.pg_relation_size(tree.oid)), 0)
              / pg_catalog.current_setting('block_size')::pg_catalog.int8)::pg_catalog.int8::pg_catalog.text FROM tree""";

    private RelationQueries() {}
}
