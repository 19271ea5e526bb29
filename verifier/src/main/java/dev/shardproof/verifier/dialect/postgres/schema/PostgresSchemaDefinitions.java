package dev.shardproof.verifier.dialect.postgres.schema;

import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.columnless;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.grantee;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.name;

/** Queries for what belongs to a schema or to the database rather than to a table. */
final class PostgresSchemaDefinitions {

    /** Not by an extension, nor with a type, as the constructors of ranges are. */
    private static final String MADE_BY_USERS = """
            NOT EXISTS (SELECT FROM pg_catalog.pg_depend x
              WHERE x.classid = 'pg_catalog.CATALOGUE'::pg_catalog.regclass AND x.objid = OBJECT AND x.deptype IN ('e', 'i'))""";

    /** Who may look into the schema. CREATE is left out: what PUBLIC has of it in public changed with PostgreSQL 15. */
    static final String USAGE = """
            SELECT 'grant', 'of USAGE on schema ' || E'\\001' || n.nspname || E'\\003' || ' to ' || ROLE, '', 'grant option',
              CASE WHEN pg_catalog.bool_or(x.is_grantable) THEN 'yes' ELSE 'no' END
            FROM pg_catalog.pg_namespace n
            CROSS JOIN LATERAL pg_catalog.aclexplode(COALESCE(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) x
            WHERE n.nspname = ? AND x.privilege_type = 'USAGE' AND x.grantee <> n.nspowner
            GROUP BY n.nspname, x.grantee""".replace("ROLE", grantee("x.grantee", "NULL"));

    /** A body written in standard SQL (PostgreSQL 14) has no source text; it is taken from the whole definition. */
    static final String FUNCTIONS = """
            SELECT CASE f.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
              NAME || '(' || ARGUMENTS || ')', '', p.property, p.value
            FROM pg_catalog.pg_namespace n
            JOIN pg_catalog.pg_proc f ON f.pronamespace = n.oid
            JOIN pg_catalog.pg_language l ON l.oid = f.prolang
            CROSS JOIN LATERAL (VALUES
              ('body', 'sha256 ' || pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(pg_catalog.textsend(
                CASE WHEN pg_catalog.to_jsonb(f) ->> 'prosqlbody' IS NULL THEN f.prosrc
                  ELSE pg_catalog.pg_get_functiondef(f.oid) END)), 'hex'), 16)),
              ('language', l.lanname::pg_catalog.text),
              ('result', RESULT),
              ('volatility', CASE f.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END),
              ('strictness', CASE WHEN f.proisstrict THEN 'strict' END),
              ('security', CASE WHEN f.prosecdef THEN 'definer ' || pg_catalog.pg_get_userbyid(f.proowner) ELSE 'invoker' END),
              ('settings', (SELECT pg_catalog.string_agg(s, ', ' ORDER BY s COLLATE pg_catalog."C") FROM pg_catalog.unnest(f.proconfig) s))
            ) AS p(property, value)
            WHERE n.nspname = ? AND\s""".replace("NAME", name("n.nspname", "f.proname"))
                    .replace("ARGUMENTS", columnless("pg_catalog.oidvectortypes(f.proargtypes)"))
                    .replace(
                            "RESULT",
                            columnless(
                                    "CASE WHEN f.proretset THEN 'setof ' ELSE '' END || pg_catalog.format_type(f.prorettype, NULL)"))
            + madeByUsers("pg_proc", "f.oid");

    static final String VIEWS = """
            SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, NAME, '', p.property, p.value
            FROM pg_catalog.pg_namespace n
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('v', 'm')
            CROSS JOIN LATERAL (VALUES
              ('columns', (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' || TYPE, ', ' ORDER BY a.attnum)
                FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)),
              ('definition', 'sha256 ' || pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(pg_catalog.textsend(
                pg_catalog.pg_get_viewdef(c.oid))), 'hex'), 16)),
              ('options', CASE c.relkind WHEN 'v' THEN
                (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o COLLATE pg_catalog."C") FROM pg_catalog.unnest(c.reloptions) o) END),
              ('content', CASE WHEN c.relkind = 'm' THEN
                CASE WHEN c.relispopulated THEN 'populated' ELSE 'not populated' END END),
              ('owner', pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text),
              ('grants', (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE pg_catalog."C") FROM (
                SELECT DISTINCT x.privilege_type || ' to ' || ROLE AS text FROM pg_catalog.aclexplode(c.relacl) x
                WHERE x.grantee <> c.relowner AND x.privilege_type <> 'MAINTAIN') g))
            ) AS p(property, value)
            WHERE n.nspname = ? AND\s""".replace("NAME", name("n.nspname", "c.relname"))
                    .replace("TYPE,", PostgresMarks.type("a.atttypid", "a.atttypmod") + ",")
                    .replace("ROLE AS", grantee("x.grantee", "c.relowner") + " AS")
            + madeByUsers("pg_class", "c.oid");

    /**
     * Locale names are compared without case and hyphens: {@code en_US.UTF-8} and {@code en_US.utf8} are one. The column
     * of the locale of ICU and of the built-in provider was renamed in PostgreSQL 17.
     */
    static final String DATABASE = """
            SELECT 'database', '', '', p.property, p.value
            FROM pg_catalog.pg_database d
            CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(d) AS columns) j
            CROSS JOIN LATERAL (VALUES
              ('encoding', pg_catalog.pg_encoding_to_char(d.encoding)::pg_catalog.text),
              ('collation', pg_catalog.replace(pg_catalog.lower(d.datcollate::pg_catalog.text), '-', '')),
              ('ctype', pg_catalog.replace(pg_catalog.lower(d.datctype::pg_catalog.text), '-', '')),
              ('locale provider', CASE COALESCE(j.columns ->> 'datlocprovider', 'c') WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu'
                WHEN 'b' THEN 'builtin' ELSE j.columns ->> 'datlocprovider' END),
              ('locale', COALESCE(j.columns ->> 'datlocale', j.columns ->> 'daticulocale')),
              ('collation rules', j.columns ->> 'daticurules')
            ) AS p(property, value)
            WHERE d.datname = pg_catalog.current_database()""";

    static final String EXTENSIONS = """
            SELECT 'extension', pg_catalog.quote_ident(e.extname), '', p.property, p.value
            FROM pg_catalog.pg_extension e
            JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
            CROSS JOIN LATERAL (VALUES ('version', e.extversion), ('schema', SCHEMA)) AS p(property, value)""".replace("SCHEMA)", "E'\\001' || n.nspname || E'\\003')");

    /** Only collations that some stored column of a user's is sorted by; C and POSIX have no versions. */
    static final String CHANGED_COLLATIONS = """
            SELECT 'the database', d.datcollversion, pg_catalog.pg_database_collation_actual_version(d.oid)
            FROM pg_catalog.pg_database d
            WHERE d.datname = pg_catalog.current_database()
              AND d.datcollversion <> pg_catalog.pg_database_collation_actual_version(d.oid)
            UNION ALL
            SELECT 'collation ' || pg_catalog.quote_ident(c.collname), c.collversion,
              pg_catalog.pg_collation_actual_version(c.oid)
            FROM pg_catalog.pg_collation c
            WHERE c.collversion <> pg_catalog.pg_collation_actual_version(c.oid)
              AND EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attcollation = c.oid AND a.attrelid >= 16384)""";

    private PostgresSchemaDefinitions() {}

    private static String madeByUsers(String catalogue, String oid) {
        return MADE_BY_USERS.replace("CATALOGUE", catalogue).replace("OBJECT", oid);
    }
}
