package dev.shardproof.verifier.dialect.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What to ask a PostgreSQL server about its foreign keys. All queries return text columns. */
public final class ForeignKeyQueries {

    /**
     * All foreign keys of users, one row a column, in order: schema and name of the table, name of the constraint, column, schema and
     * name of the referenced table, its column, how the two are compared ({@code %s} for the referenced value, then for the
     * referring one), whether it is MATCH FULL, whether it is validated and enforced, whether it is temporal.
     */
    public static final String FOREIGN_KEYS = """
            SELECT cn.nspname, c.relname, k.conname, ca.attname, pn.nspname, p.relname, pa.attname,
              '%s ' || pg_catalog.replace(pg_catalog.format('OPERATOR(%I.%s)', o.nspname, op.oprname), '%', '%%') || ' %s'
                || CASE WHEN pa.attcollation <> 0 AND pa.attcollation <> ca.attcollation
                  THEN pg_catalog.replace(pg_catalog.format(' COLLATE %I.%I', ln.nspname, l.collname), '%', '%%')
                  ELSE '' END,
              (k.confmatchtype = 'f')::pg_catalog.text,
              (k.convalidated AND COALESCE(pg_catalog.to_jsonb(k) ->> 'conenforced', 'true')::pg_catalog.bool)::pg_catalog.text,
              COALESCE(pg_catalog.to_jsonb(k) ->> 'conperiod', 'false')
            FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
            JOIN pg_catalog.pg_class p ON p.oid = k.confrelid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
            CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey),
              pg_catalog.unnest(k.conpfeqop)) WITH ORDINALITY AS x(child, parent, operator, place)
            JOIN pg_catalog.pg_attribute ca ON ca.attrelid = c.oid AND ca.attnum = x.child
            JOIN pg_catalog.pg_attribute pa ON pa.attrelid = p.oid AND pa.attnum = x.parent
            JOIN pg_catalog.pg_operator op ON op.oid = x.operator JOIN pg_catalog.pg_namespace o ON o.oid = op.oprnamespace
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = pa.attcollation
            LEFT JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
            WHERE k.contype = 'f' AND k.conparentid = 0 AND cn.nspname !~ '^pg_'
            ORDER BY 1, 2, 3, x.place""";

    /**
     * The columns of a table whose schema and name are the two parameters: column, quoted name of the table with ONLY in front
     * where partitions do not matter, quoted column, place in the primary key (NULL outside).
     */
    public static final String TABLE = """
            SELECT a.attname,
              CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || pg_catalog.format('%I.%I', n.nspname, c.relname),
              pg_catalog.format('%I', a.attname),
              (SELECT k.place FROM pg_catalog.pg_index i,
                 LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)
               WHERE i.indrelid = c.oid AND i.indisprimary AND k.attnum = a.attnum
                 AND k.place <= i.indnkeyatts)::pg_catalog.text
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')
            ORDER BY a.attnum""";

    private ForeignKeyQueries() {}

    /**
     * Rows whose foreign key refers to nothing: how many there are, then the identity of each, the first ones in the order
     * of their texts.
     *
     * @param child the referring table, from {@link #TABLE}
     * @param parent the referenced table, from {@link #TABLE}
     * @param columns the referring columns, quoted
     * @param referenced the referenced columns, quoted, in the same order
     * @param comparisons how each pair is compared, from {@link #FOREIGN_KEYS}
     * @param full whether it is MATCH FULL: then a key that is NULL in part refers to nothing, too
     * @param identity what tells a row from another, quoted columns
     * @param limit how many rows at most
     */
    public static String orphans(
            String child,
            String parent,
            List<String> columns,
            List<String> referenced,
            List<String> comparisons,
            boolean full,
            List<String> identity,
            int limit) {
        String join = IntStream.range(0, columns.size())
                .mapToObj(i -> comparisons.get(i).formatted("p." + referenced.get(i), "c." + columns.get(i)))
                .collect(Collectors.joining(" AND "));
        String present =
                columns.stream().map(one -> "c." + one + " IS NOT NULL").collect(Collectors.joining(" AND "));
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < identity.size(); i++) {
            texts.add("c.%s::pg_catalog.text COLLATE pg_catalog.\"C\" AS k%d".formatted(identity.get(i), i));
        }
        String select = "SELECT %s FROM %s c WHERE ".formatted(String.join(", ", texts), child);
        String lost = "%s%s AND NOT EXISTS (SELECT FROM %s p WHERE %s)".formatted(select, present, parent, join);
        if (full && columns.size() > 1) {
            lost += " UNION ALL %spg_catalog.num_nulls(%s) BETWEEN 1 AND %d"
                    .formatted(
                            select,
                            columns.stream().map(one -> "c." + one).collect(Collectors.joining(", ")),
                            columns.size() - 1);
        }
        String names =
                IntStream.range(0, identity.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        return "SELECT (pg_catalog.count(*) OVER ())::pg_catalog.text, %s FROM (%s) o ORDER BY %s LIMIT %d"
                .formatted(names, lost, names, limit);
    }
}
