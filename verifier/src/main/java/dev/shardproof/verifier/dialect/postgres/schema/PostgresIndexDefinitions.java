package dev.shardproof.verifier.dialect.postgres.schema;

import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.REL;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.column;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.name;

/** Queries for the indexes and the constraints of a table. */
final class PostgresIndexDefinitions {

    private static final String DEFERRABILITY =
            "CASE WHEN con.condeferred THEN 'initially deferred' WHEN con.condeferrable THEN 'deferrable' END";

    /** Enforcement hangs on internal triggers, which {@code DISABLE TRIGGER ALL} switches off with the others. */
    private static final String ENFORCEMENT = """
            (SELECT pg_catalog.string_agg(DISTINCT CASE t.tgenabled WHEN 'D' THEN 'disabled'
                  WHEN 'R' THEN 'enabled on replicas only' ELSE 'enabled always' END, ', ')
                FROM pg_catalog.pg_trigger t WHERE t.tgconstraint = con.oid AND t.tgenabled <> 'O')""";

    /** With the primary key and the unique and exclusion constraints, which are indexes. */
    static final String INDEXES = "WITH " + REL
            + """
            , part AS (
              SELECT i.indexrelid, k.place <= i.indnkeyatts AS key, k.place,
                pg_catalog.concat(
                  CASE WHEN k.attnum <> 0 THEN rel.col || a.attname || rel.done
                    ELSE rel.expr || pg_catalog.pg_get_indexdef(i.indexrelid, k.place::pg_catalog.int4, false) || rel.done END,
                  CASE WHEN i.indcollation[k.place - 1] <> COALESCE(a.attcollation, x.attcollation) OR k.attnum = 0
                    AND i.indcollation[k.place - 1] <> 'pg_catalog.default'::pg_catalog.regcollation THEN ' collate ' || COLLATION END,
                  CASE WHEN NOT o.opcdefault THEN ' ' || CLASS END,
                  ' (' || pg_catalog.array_to_string(x.attoptions, ', ') || ')',
                  CASE WHEN i.indoption[k.place - 1] & 1 = 1 THEN ' desc' END,
                  CASE WHEN (i.indoption[k.place - 1] & 1 = 1) <> (i.indoption[k.place - 1] & 2 = 2)
                    THEN CASE WHEN i.indoption[k.place - 1] & 2 = 2 THEN ' nulls first' ELSE ' nulls last' END END,
                  (SELECT ' with ' || p.oprname FROM pg_catalog.pg_constraint con
                   JOIN pg_catalog.pg_operator p ON p.oid = con.conexclop[k.place]
                   WHERE con.conindid = i.indexrelid AND con.conrelid = rel.oid AND con.contype = 'x')) AS text
              FROM rel
              JOIN pg_catalog.pg_index i ON i.indrelid = rel.oid
              CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)
              LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum = k.attnum AND k.attnum <> 0
              LEFT JOIN pg_catalog.pg_attribute x ON x.attrelid = i.indexrelid AND x.attnum = k.place
              LEFT JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k.place - 1]
              LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
            )
            SELECT CASE WHEN con.oid IS NULL THEN 'index' ELSE 'constraint' END,
              pg_catalog.concat(
                CASE con.contype WHEN 'p' THEN 'primary key ' WHEN 'u' THEN 'unique ' WHEN 'x' THEN 'exclude ' END,
                'on (',
                (SELECT pg_catalog.string_agg(part.text, ', ' ORDER BY part.place) FROM part
                 WHERE part.indexrelid = i.indexrelid AND part.key), ')',
                CASE WHEN pg_catalog.to_jsonb(con) ->> 'conperiod' = 'true' THEN ' without overlaps' END,
                ' include (' || (SELECT pg_catalog.string_agg(part.text, ', ' ORDER BY part.place) FROM part
                 WHERE part.indexrelid = i.indexrelid AND NOT part.key) || ')',
                CASE WHEN con.oid IS NULL AND i.indisunique THEN ' unique' END,
                CASE WHEN pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct' = 'true' THEN ' nulls not distinct' END,
                CASE WHEN am.amname <> 'btree' THEN ' using ' || am.amname END,
                ' where ' || rel.expr || pg_catalog.pg_get_expr(i.indpred, rel.oid) || rel.done),
              c.relname, p.property, p.value
            FROM rel
            JOIN pg_catalog.pg_index i ON i.indrelid = rel.oid
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_am am ON am.oid = c.relam
            LEFT JOIN pg_catalog.pg_constraint con
              ON con.conindid = i.indexrelid AND con.conrelid = rel.oid AND con.contype IN ('p', 'u', 'x')
            CROSS JOIN LATERAL (VALUES
              ('index', CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN 'valid' ELSE 'INVALID' END),
              ('deferrability', DEFERRABILITY),
              ('enforcement', ENFORCEMENT)
            ) AS p(property, value)
            WHERE con.oid IS NOT NULL OR p.property = 'index'""".replace("DEFERRABILITY", DEFERRABILITY)
                    .replace("ENFORCEMENT", ENFORCEMENT)
                    .replace("CLASS END", name("n.nspname", "o.opcname") + " END")
                    .replace("COLLATION END", "(SELECT " + name("s.nspname", "l.collname") + """
                     FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace s ON s.oid = l.collnamespace
                     WHERE l.oid = i.indcollation[k.place - 1]) END""");

    /**
     * Check constraints and foreign keys. NOT NULL stands at the columns: before PostgreSQL 18 it is no constraint. A
     * foreign key to a partitioned table has helpers for its partitions, which are left out.
     */
    static final String CONSTRAINTS = "WITH " + REL
            + """

            SELECT 'constraint',
              CASE con.contype WHEN 'c' THEN
                'check ' || rel.expr || pg_catalog.pg_get_expr(con.conbin, rel.oid) || rel.done
                || CASE WHEN con.connoinherit THEN ' no inherit' ELSE '' END
              ELSE pg_catalog.concat('foreign key (', own.list, ') references ', REFERRED, ' (', other.list, ')',
                CASE WHEN pg_catalog.to_jsonb(con) ->> 'conperiod' = 'true' THEN ' period' END,
                CASE con.confmatchtype WHEN 'f' THEN ' match full' WHEN 'p' THEN ' match partial' END,
                ' on update ' || ACTION_UPDATE, ' on delete ' || ACTION_DELETE,
                (SELECT ' (' || pg_catalog.string_agg(rel.col || a.attname || rel.done, ', ' ORDER BY a.attname) || ')'
                 FROM pg_catalog.jsonb_array_elements_text(NULLIF(pg_catalog.to_jsonb(con) -> 'confdelsetcols', 'null')) AS s(attnum)
                 JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum = s.attnum::pg_catalog.int2)) END,
              con.conname, p.property, p.value
            FROM rel
            JOIN pg_catalog.pg_constraint con ON con.conrelid = rel.oid AND con.contype IN ('c', 'f')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint up
                WHERE up.oid = con.conparentid AND up.conrelid = con.conrelid)
            LEFT JOIN pg_catalog.pg_class f ON f.oid = con.confrelid
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = f.relnamespace
            LEFT JOIN LATERAL (
              SELECT pg_catalog.string_agg(rel.col || a.attname || rel.done, ', ' ORDER BY k.place) AS list
              FROM pg_catalog.unnest(con.conkey) WITH ORDINALITY AS k(attnum, place)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attnum) own ON true
            LEFT JOIN LATERAL (
              SELECT pg_catalog.string_agg(OTHER, ', ' ORDER BY k.place) AS list
              FROM pg_catalog.unnest(con.confkey) WITH ORDINALITY AS k(attnum, place)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.attnum) other ON true
            CROSS JOIN LATERAL (VALUES
              ('validation', CASE WHEN pg_catalog.to_jsonb(con) ->> 'conenforced' = 'false' THEN 'NOT ENFORCED'
                WHEN con.convalidated THEN 'validated' ELSE 'NOT VALID' END),
              ('deferrability', DEFERRABILITY),
              ('enforcement', ENFORCEMENT)
            ) AS p(property, value)""".replace("DEFERRABILITY", DEFERRABILITY)
                    .replace("ENFORCEMENT", ENFORCEMENT)
                    .replace("REFERRED", name("n.nspname", "f.relname"))
                    .replace("OTHER", column("n.nspname", "f.relname", "a.attname"))
                    .replace("ACTION_UPDATE", action("con.confupdtype"))
                    .replace("ACTION_DELETE", action("con.confdeltype"));

    private static String action(String code) {
        return "CASE " + code
                + " WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END";
    }

    private PostgresIndexDefinitions() {}
}
