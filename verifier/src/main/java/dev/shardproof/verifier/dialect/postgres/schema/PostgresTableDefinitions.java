package dev.shardproof.verifier.dialect.postgres.schema;

import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.REL;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.columnless;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.grantee;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.name;
import static dev.shardproof.verifier.dialect.postgres.schema.PostgresMarks.type;

/** Queries for what a table is and for what hangs on it, but for its indexes and constraints. */
final class PostgresTableDefinitions {

    static final String TABLE = "WITH " + REL + """

            SELECT 'table', '', '', p.property, p.value
            FROM rel
            CROSS JOIN LATERAL (VALUES
              ('kind', CASE rel.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' ELSE rel.relkind::pg_catalog.text END),
              ('owner', pg_catalog.pg_get_userbyid(rel.relowner)::pg_catalog.text),
              ('persistence', CASE rel.relpersistence WHEN 'p' THEN 'logged' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END),
              ('row-level security', CASE WHEN rel.relrowsecurity THEN 'enabled' ELSE 'disabled' END),
              ('row-level security of the owner', CASE WHEN rel.relforcerowsecurity THEN 'forced' ELSE 'not forced' END),
              ('replica identity', CASE rel.relreplident WHEN 'd' THEN 'default' WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing'
                ELSE COALESCE((
                  SELECT 'index on (' || pg_catalog.string_agg(rel.col || a.attname || rel.done, ', ' ORDER BY k.place) || ')'
                  FROM pg_catalog.pg_index i,
                    LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place),
                    LATERAL (SELECT a.attname FROM pg_catalog.pg_attribute a
                             WHERE a.attrelid = rel.oid AND a.attnum = k.attnum) a
                  WHERE i.indrelid = rel.oid AND i.indisreplident AND k.place <= i.indnkeyatts),
                  'an index that is gone') END),
              ('partition key', rel.expr || pg_catalog.pg_get_partkeydef(rel.oid) || rel.done),
              ('partition', (
                SELECT 'of ' || PARENT || ' ' || rel.expr || pg_catalog.pg_get_expr(rel.relpartbound, rel.oid) || rel.done
                FROM pg_catalog.pg_inherits h
                JOIN pg_catalog.pg_class c ON c.oid = h.inhparent
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE h.inhrelid = rel.oid AND rel.relispartition)),
              ('inheritance', (
                SELECT 'from ' || pg_catalog.string_agg(PARENT, ', ' ORDER BY h.inhseqno)
                FROM pg_catalog.pg_inherits h
                JOIN pg_catalog.pg_class c ON c.oid = h.inhparent
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE h.inhrelid = rel.oid AND NOT rel.relispartition)),
              ('planner statistics', (
                SELECT CASE
                  WHEN pg_catalog.bool_or(EXISTS (
                    SELECT FROM pg_catalog.pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname))
                  THEN 'present'
                  WHEN pg_catalog.bool_or(pg_catalog.row_security_active(c.oid)
                    OR NOT pg_catalog.has_any_column_privilege(c.oid, 'SELECT')) THEN 'unknown'
                  ELSE 'missing' END
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = rel.oid
                  OR c.oid IN (SELECT t.relid FROM pg_catalog.pg_partition_tree(rel.oid) t WHERE rel.relkind = 'p')))
            ) AS p(property, value)""".replace("PARENT", name("n.nspname", "c.relname"));

    /** A default that draws from a sequence of the column's own does not name it: the sequence is an object by itself. */
    static final String COLUMNS = "WITH " + REL
            + """

            SELECT 'column', rel.col || a.attname || rel.done, '', p.property, p.value
            FROM rel
            JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = rel.oid AND d.adnum = a.attnum
            LEFT JOIN LATERAL (
              SELECT rel.expr || pg_catalog.replace(
                pg_catalog.pg_get_expr(d.adbin, d.adrelid),
                COALESCE((
                  SELECT pg_catalog.format('nextval(%L::regclass)', pg_catalog.format('%I.%I', n.nspname, s.relname))
                  FROM pg_catalog.pg_depend o
                  JOIN pg_catalog.pg_class s ON s.oid = o.objid AND s.relkind = 'S'
                  JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
                  WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype = 'a'
                    AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND o.refobjid = rel.oid AND o.refobjsubid = a.attnum
                  ORDER BY s.oid LIMIT 1), E'\\001'),
                'nextval(''its own sequence'')') || rel.done AS text
            ) e ON true
            CROSS JOIN LATERAL (VALUES
              ('type', TYPE),
              ('collation', (SELECT COLLATION FROM pg_catalog.pg_collation c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
                WHERE c.oid = a.attcollation AND a.attcollation <> t.typcollation)),
              ('nullability', CASE WHEN NOT a.attnotnull THEN 'NULL'
                WHEN EXISTS (SELECT FROM pg_catalog.pg_constraint c
                  WHERE c.conrelid = rel.oid AND c.contype = 'n' AND NOT c.convalidated AND c.conkey = ARRAY[a.attnum])
                THEN 'NOT NULL NOT VALID' ELSE 'NOT NULL' END),
              ('default', CASE WHEN a.attgenerated = '' THEN e.text END),
              ('identity', CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END),
              ('generation', CASE a.attgenerated WHEN '' THEN NULL WHEN 's' THEN e.text || ' STORED'
                ELSE e.text || ' VIRTUAL' END)
            ) AS p(property, value)""".replace("TYPE", type("a.atttypid", "a.atttypmod"))
                    .replace("COLLATION FROM", name("n.nspname", "c.collname") + " FROM");

    /**
     * The user's triggers, with the copies that partitions have of their parent's: a copy can be switched off alone. The
     * bits of tgtype are those of PostgreSQL's pg_trigger.h. Only pg_get_triggerdef writes out a WHEN.
     */
    static final String TRIGGERS =
            "WITH " + REL + """

            SELECT 'trigger', pg_catalog.concat(
                CASE WHEN t.tgconstraint <> 0 THEN 'constraint ' END,
                CASE WHEN t.tgtype & 2 <> 0 THEN 'before' WHEN t.tgtype & 64 <> 0 THEN 'instead of' ELSE 'after' END,
                ' ', pg_catalog.concat_ws(' or ', CASE WHEN t.tgtype & 4 <> 0 THEN 'insert' END,
                  CASE WHEN t.tgtype & 16 <> 0 THEN 'update' || COALESCE((
                    SELECT ' of ' || pg_catalog.string_agg(rel.col || a.attname || rel.done, ', ' ORDER BY k.place)
                    FROM pg_catalog.unnest(t.tgattr::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum = k.attnum), '') END,
                  CASE WHEN t.tgtype & 8 <> 0 THEN 'delete' END, CASE WHEN t.tgtype & 32 <> 0 THEN 'truncate' END),
                CASE WHEN t.tgtype & 1 <> 0 THEN ' for each row' ELSE ' for each statement' END,
                ' referencing old table as ' || t.tgoldtable, ' referencing new table as ' || t.tgnewtable,
                ' when ' || rel.expr || CASE WHEN t.tgqual IS NOT NULL THEN
                  pg_catalog.substring(pg_catalog.pg_get_triggerdef(t.oid), ' WHEN (.*) EXECUTE FUNCTION ') END || rel.done,
                ' calls ', FUNCTION, '(', pg_catalog.encode(t.tgargs, 'escape'), ')'),
              t.tgname, p.property, p.value
            FROM rel
            JOIN pg_catalog.pg_trigger t ON t.tgrelid = rel.oid
              AND (NOT t.tgisinternal OR t.tgparentid <> 0 AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_constraint con WHERE con.oid = t.tgconstraint AND con.contype <> 't'))
            JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
            JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
            CROSS JOIN LATERAL (VALUES
              ('state', CASE t.tgenabled WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled'
                WHEN 'R' THEN 'enabled on replicas only' WHEN 'A' THEN 'enabled always' END),
              ('deferrability', CASE WHEN t.tginitdeferred THEN 'initially deferred' WHEN t.tgdeferrable THEN 'deferrable' END)
            ) AS p(property, value)""".replace("FUNCTION, '('", name("n.nspname", "f.proname") + ", '('");

    /** No grants at all and the built-in ones spelt out are the same. Who granted does not matter. */
    static final String GRANTS = "WITH " + REL + """

            SELECT 'grant', 'of ' || x.privilege_type || ' to ' || ROLE, '', 'grant option',
              CASE WHEN pg_catalog.bool_or(x.is_grantable) THEN 'yes' ELSE 'no' END
            FROM rel
            CROSS JOIN LATERAL pg_catalog.aclexplode(COALESCE(rel.relacl, pg_catalog.acldefault('r', rel.relowner))) x
            GROUP BY x.privilege_type, x.grantee, rel.relowner
            UNION ALL
            SELECT 'grant', 'of ' || x.privilege_type || ' (' || rel.col || a.attname || rel.done || ') to ' || ROLE, '',
              'grant option', CASE WHEN pg_catalog.bool_or(x.is_grantable) THEN 'yes' ELSE 'no' END
            FROM rel
            JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
            CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) x
            GROUP BY x.privilege_type, x.grantee, rel.relowner, rel.col, a.attname, rel.done""".replace("ROLE", grantee("x.grantee", "rel.relowner"));

    static final String POLICIES = "WITH " + REL + """

            SELECT 'policy', pg_catalog.concat(
                CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
                ' for ', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
                  WHEN 'd' THEN 'delete' ELSE 'all' END,
                ' to ', (SELECT pg_catalog.string_agg(r.name, ', ' ORDER BY r.name COLLATE pg_catalog."C") FROM (
                  SELECT ROLE AS name FROM pg_catalog.unnest(p.polroles) AS u(role)) r),
                ' using ' || rel.expr || pg_catalog.pg_get_expr(p.polqual, rel.oid) || rel.done,
                ' with check ' || rel.expr || pg_catalog.pg_get_expr(p.polwithcheck, rel.oid) || rel.done),
              p.polname, '', ''
            FROM rel
            JOIN pg_catalog.pg_policy p ON p.polrelid = rel.oid""".replace("ROLE", grantee("u.role", "rel.relowner"));

    /** The partitions below the table, by their bounds from the top; their names do not matter. */
    static final String PARTITIONS = "WITH RECURSIVE " + REL
            + """
            , part(oid, bound) AS (
              SELECT rel.oid, ''::pg_catalog.text COLLATE pg_catalog."C" FROM rel WHERE rel.relkind = 'p'
              UNION ALL
              SELECT c.oid, (part.bound || CASE part.bound WHEN '' THEN '' ELSE ', ' END || BOUND) COLLATE pg_catalog."C"
              FROM part
              JOIN pg_catalog.pg_inherits i ON i.inhparent = part.oid
              JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
            )
            SELECT 'partition', part.bound, NAME, p.property, p.value
            FROM rel
            CROSS JOIN part
            JOIN pg_catalog.pg_class c ON c.oid = part.oid AND c.oid <> rel.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL (VALUES
              ('kind', CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'f' THEN 'foreign table' END),
              ('partition key', rel.expr || pg_catalog.pg_get_partkeydef(c.oid) || rel.done),
              ('persistence', CASE c.relpersistence WHEN 'p' THEN 'logged' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END),
              ('detachment', (SELECT 'pending' FROM pg_catalog.pg_inherits h
                WHERE h.inhrelid = c.oid AND pg_catalog.to_jsonb(h) ->> 'inhdetachpending' = 'true'))
            ) AS p(property, value)""".replace("BOUND", columnless("pg_catalog.pg_get_expr(c.relpartbound, c.oid)"))
                    .replace("NAME", name("n.nspname", "c.relname"));

    private PostgresTableDefinitions() {}
}
