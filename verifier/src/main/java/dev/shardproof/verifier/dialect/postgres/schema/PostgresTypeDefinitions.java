package dev.shardproof.verifier.dialect.postgres.schema;

import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.REL;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.columnless;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.grantee;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.name;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.type;

/** Queries for the types and sequences that the columns of a table use. */
final class PostgresTypeDefinitions {

    /**
     * The enums, domains, composite types and ranges that a column's type is made of, at any depth; those that an
     * extension made are the extension's.
     */
    static final String TYPES = "WITH RECURSIVE " + REL
            + """
            , used(oid, via) AS (
              SELECT a.atttypid, (rel.col || a.attname || E'\\002' || rel.done) COLLATE pg_catalog."C" FROM rel
              JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
              UNION
              SELECT part.oid, used.via
              FROM used
              JOIN pg_catalog.pg_type t ON t.oid = used.oid
              CROSS JOIN LATERAL (
                SELECT t.typelem WHERE t.typelem <> 0
                UNION ALL SELECT t.typbasetype WHERE t.typbasetype <> 0
                UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid
                UNION ALL SELECT r.rngtypid FROM pg_catalog.pg_range r
                  WHERE pg_catalog.to_jsonb(r) ->> 'rngmultitypid' = t.oid::pg_catalog.text AND t.typtype = 'm'
                UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                  WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
              ) AS part(oid)
            )
            SELECT KIND, NAME || used.via, '', p.property, p.value
            FROM used
            JOIN pg_catalog.pg_type t ON t.oid = used.oid AND t.typtype IN ('e', 'd', 'c', 'r')
            JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND n.nspname <> 'pg_catalog'
            CROSS JOIN LATERAL (VALUES
              ('labels', CASE t.typtype WHEN 'e' THEN (
                SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) END),
              ('base type', CASE t.typtype WHEN 'd' THEN BASE END),
              ('nullability', CASE WHEN t.typtype = 'd' THEN CASE WHEN t.typnotnull THEN 'NOT NULL' ELSE 'NULL' END END),
              ('default', CASE t.typtype WHEN 'd' THEN DEFAULT END),
              ('collation', CASE t.typtype WHEN 'd' THEN (SELECT c.collname::pg_catalog.text
                FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
                WHERE c.oid = t.typcollation AND t.typcollation <> b.typcollation) END),
              ('constraints', (SELECT pg_catalog.string_agg(d.text, ' and ' ORDER BY d.text COLLATE pg_catalog."C") FROM (
                SELECT 'check ' || CHECK || CASE WHEN con.convalidated THEN '' ELSE ' NOT VALID' END AS text
                FROM pg_catalog.pg_constraint con WHERE con.contypid = t.oid AND con.contype = 'c') d)),
              ('attributes', (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' || ATTRIBUTE, ', ' ORDER BY a.attnum)
                FROM pg_catalog.pg_attribute a
                WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)),
              ('element type', (SELECT ELEMENT FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid))
            ) AS p(property, value)
            WHERE p.value IS NOT NULL AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_depend x
              WHERE x.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND x.objid = t.oid AND x.deptype = 'e')""".replace(
                            "KIND",
                            "CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite type'"
                                    + " ELSE 'range type' END")
                    .replace("NAME", name("n.nspname", "t.typname"))
                    .replace("BASE END", type("t.typbasetype", "t.typtypmod") + " END")
                    .replace("DEFAULT END", columnless("t.typdefault") + " END")
                    .replace("CHECK ||", columnless("pg_catalog.pg_get_expr(con.conbin, 0)") + " ||")
                    .replace("ATTRIBUTE,", type("a.atttypid", "a.atttypmod") + ",")
                    .replace("ELEMENT FROM", type("r.rngsubtype", "-1") + " FROM");

    /**
     * The sequences of serial and identity columns, named by their column, and the others that defaults draw from, by
     * their own name. Not where they stand or started, nor how many numbers a session fetches at once.
     */
    static final String SEQUENCES = "WITH " + REL
            + """
            , used AS (
              SELECT o.objid AS oid, 'of column ' || rel.col || a.attname || rel.done AS definition, rel.relowner
              FROM rel
              JOIN pg_catalog.pg_depend o ON o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjid = rel.oid
                AND o.refobjsubid > 0 AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype IN ('a', 'i')
              JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum = o.refobjsubid
              UNION
              SELECT o.refobjid, SEQUENCE || rel.col || a.attname || E'\\002' || rel.done, rel.relowner
              FROM rel
              JOIN pg_catalog.pg_attrdef d ON d.adrelid = rel.oid
              JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum = d.adnum
              JOIN pg_catalog.pg_depend o ON o.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND o.objid = d.oid
                AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
              JOIN pg_catalog.pg_class c ON c.oid = o.refobjid AND c.relkind = 'S'
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend w
                WHERE w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.objid = c.oid AND w.refobjid = rel.oid
                  AND w.refobjsubid = a.attnum AND w.deptype IN ('a', 'i'))
            )
            SELECT 'sequence', used.definition, '', p.property, p.value
            FROM used
            JOIN pg_catalog.pg_class c ON c.oid = used.oid
            JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
            CROSS JOIN LATERAL (VALUES
              ('type', pg_catalog.format_type(s.seqtypid, NULL)),
              ('increment', s.seqincrement::pg_catalog.text),
              ('minimum', s.seqmin::pg_catalog.text),
              ('maximum', s.seqmax::pg_catalog.text),
              ('end', CASE WHEN s.seqcycle THEN 'cycle' ELSE 'no cycle' END),
              ('persistence', CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END),
              ('grants', (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE pg_catalog."C") FROM (
                SELECT DISTINCT x.privilege_type || ' to ' || ROLE AS text
                FROM pg_catalog.aclexplode(c.relacl) x WHERE x.grantee <> c.relowner) g))
            ) AS p(property, value)""".replace("SEQUENCE ||", name("n.nspname", "c.relname") + " ||")
                    .replace("ROLE AS", grantee("x.grantee", "used.relowner") + " AS");

    private PostgresTypeDefinitions() {}
}
