package dev.shardproof.verifier.dialect.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What to ask a PostgreSQL server about its sequences. All queries return text columns. */
public final class SequenceQueries {

    /**
     * The sequences of users and the columns that they feed, because a column owns them or calls them for its default; one row
     * a column, or one with NULLs: schema, name, quoted name, start, increment, minimum, maximum, whether the role may read it,
     * then of the column: schema, table, column, quoted table, quoted column, greatest number of its type (NULL if it holds
     * no numbers).
     */
    public static final String SEQUENCES = """
            WITH sequence AS (
              SELECT c.oid, n.nspname, c.relname, s.* FROM pg_catalog.pg_sequence s
              JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid AND c.relpersistence <> 't'
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
            ), feed AS (
              SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS attnum FROM pg_catalog.pg_depend d
              WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
              UNION
              SELECT d.refobjid, f.adrelid, f.adnum FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
              WHERE d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            ), fed AS (
              SELECT f.sequence, n.nspname, c.relname, a.attname, a.atttypid FROM feed f
              JOIN pg_catalog.pg_class c ON c.oid = f.relation AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.attnum
            )
            SELECT s.nspname, s.relname, pg_catalog.format('%I.%I', s.nspname, s.relname), s.seqstart::pg_catalog.text,
              s.seqincrement::pg_catalog.text, s.seqmin::pg_catalog.text, s.seqmax::pg_catalog.text,
              pg_catalog.has_sequence_privilege(s.oid, 'SELECT')::pg_catalog.text,
              f.nspname, f.relname, f.attname, pg_catalog.quote_ident(f.nspname) || '.' || pg_catalog.quote_ident(f.relname),
              pg_catalog.quote_ident(f.attname),
              CASE COALESCE(NULLIF(t.typbasetype, 0), t.oid)::pg_catalog.regtype::pg_catalog.text
                WHEN 'smallint' THEN '32767' WHEN 'integer' THEN '2147483647' WHEN 'bigint' THEN '9223372036854775807'
                WHEN 'numeric' THEN '9223372036854775807' END
            FROM sequence s LEFT JOIN fed f ON f.sequence = s.oid LEFT JOIN pg_catalog.pg_type t ON t.oid = f.atttypid
            ORDER BY 1, 2, 9, 10, 11""";

    /** The columns of all unique indexes: schema, table, index, column. */
    public static final String UNIQUE_KEYS = """
            SELECT n.nspname, c.relname, i.indexrelid::pg_catalog.text, a.attname
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid AND c.relkind IN ('r', 'p')
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_'
            CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
            WHERE i.indisunique AND k.place <= i.indnkeyatts""";

    private SequenceQueries() {}

    /**
     * Where some sequences are: name as given, last value, whether it was handed out.
     *
     * @param quotedNames as {@link #SEQUENCES} gives them; at least one
     */
    public static String positions(List<String> quotedNames) {
        List<String> one = new ArrayList<>();
        for (int i = 0; i < quotedNames.size(); i++) {
            one.add("SELECT %d AS i, last_value::pg_catalog.text, is_called::pg_catalog.text FROM %s"
                    .formatted(i, quotedNames.get(i)));
        }
        return String.join(" UNION ALL ", one) + " ORDER BY i";
    }

    /**
     * For each progression the value in a column that is part of it and furthest in its direction, as text; NULL if there is
     * none. One scan.
     *
     * @param quotedTable as {@link #SEQUENCES} gives it
     * @param quotedColumn as {@link #SEQUENCES} gives it
     */
    public static String hits(String quotedTable, String quotedColumn, Collection<Span> spans) {
        List<String> aggregates = spans.stream()
                .map(span -> """
                        (pg_catalog.%1$s(x.v) FILTER (WHERE x.v >= %2$s AND x.v <= %3$s
                          AND (x.v - %2$s) %% %4$s = 0))::pg_catalog.text""".formatted(
                                span.descending() ? "min" : "max",
                                number(span.low()),
                                number(span.high()),
                                number(span.step())))
                .toList();
        return "SELECT %s FROM (SELECT t.%s::pg_catalog.numeric AS v FROM %s t OFFSET 0) x"
                .formatted(String.join(", ", aggregates), quotedColumn, quotedTable);
    }

    /**
     * Numbers that a sequence hands out.
     *
     * @param low the least
     * @param high the greatest, or more
     * @param step the distance between two of them, counted from {@code low}
     * @param descending whether it counts downwards
     */
    public record Span(long low, long high, long step, boolean descending) {}

    private static String number(long value) {
        return "'%d'::pg_catalog.numeric".formatted(value);
    }
}
