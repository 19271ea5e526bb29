package dev.shardproof.verifier.dialect.postgres;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What to ask a PostgreSQL server about its large objects. All queries return text columns.
 *
 * <p>Contents are hashed on the server, a piece at a time, so that objects of any size pass: {@code lo_get} needs the right to read
 * the object, {@code pg_largeobject} would need a superuser.
 */
public final class LargeObjectQueries {

    /** How many buckets rows are put into. */
    public static final int BUCKETS = 1_024;

    private static final int PIECE = 262_144;

    /**
     * All columns of the tables that have one of type {@code oid} or {@code lo}: schema, table, column, quoted table, quoted column,
     * {@code oid} or {@code lo} or nothing, place in the primary key (NULL outside).
     */
    public static final String COLUMNS = """
            WITH candidate AS (
              SELECT a.attrelid, a.attnum, CASE WHEN t.typname = 'lo' THEN 'lo' ELSE 'oid' END AS type
              FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
              WHERE a.attnum > 0 AND NOT a.attisdropped
                AND (t.oid = 'pg_catalog.oid'::pg_catalog.regtype
                  OR t.typname = 'lo' AND t.typbasetype = 'pg_catalog.oid'::pg_catalog.regtype)
            )
            SELECT n.nspname, c.relname, a.attname, pg_catalog.format('%I.%I', n.nspname, c.relname),
              pg_catalog.format('%I', a.attname), COALESCE(o.type, ''),
              (SELECT k.place FROM pg_catalog.pg_index i,
                 LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)
               WHERE i.indrelid = c.oid AND i.indisprimary AND k.attnum = a.attnum
                 AND k.place <= i.indnkeyatts)::pg_catalog.text
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN candidate o ON o.attrelid = c.oid AND o.attnum = a.attnum
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname !~ '^pg_(toast|temp)' AND c.oid IN (SELECT attrelid FROM candidate)
            ORDER BY 1, 2, a.attnum""";

    /** Length and hash of the object {@code m.oid}; each step takes the hash so far and one more piece. */
    private static final String CONTENT = """
            (WITH RECURSIVE walk(place, size, hash) AS (
               SELECT 0::pg_catalog.int8, pg_catalog.octet_length(f.d), pg_catalog.sha256(f.d)
               FROM (SELECT pg_catalog.lo_get(m.oid, 0, %1$d) AS d OFFSET 0) f
               UNION ALL
               SELECT w.place + %1$d, pg_catalog.octet_length(g.d), pg_catalog.sha256(w.hash || pg_catalog.sha256(g.d))
               FROM walk w CROSS JOIN LATERAL (SELECT pg_catalog.lo_get(m.oid, w.place + %1$d, %1$d) AS d OFFSET 0) g
               WHERE w.size = %1$d
             )
             SELECT (place + size)::pg_catalog.text || ' ' || pg_catalog.encode(hash, 'hex')
             FROM walk ORDER BY place DESC LIMIT 1)""".formatted(PIECE);

    private LargeObjectQueries() {}

    /**
     * A column that refers to large objects, all names quoted by the database.
     *
     * @param table the table
     * @param column the column
     * @param identity what tells its rows apart
     */
    public record Reference(String table, String column, List<String> identity) {
        public Reference {
            identity = List.copyOf(identity);
        }
    }

    /** How many values a column holds, and how many of them are large objects. */
    public static String existing(String table, String column) {
        return """
                SELECT pg_catalog.count(*)::pg_catalog.text, pg_catalog.count(m.oid)::pg_catalog.text
                FROM %s t LEFT JOIN pg_catalog.pg_largeobject_metadata m ON m.oid = t.%s::pg_catalog.oid
                WHERE t.%2$s::pg_catalog.oid <> 0::pg_catalog.oid""".formatted(table, column);
    }

    /** How many large objects there are, and how many of them no column refers to. */
    public static String counts(List<Reference> references) {
        String free = references.stream()
                .map(one -> " AND NOT EXISTS (SELECT FROM %s t WHERE t.%s::pg_catalog.oid = m.oid)"
                        .formatted(one.table(), one.column()))
                .collect(Collectors.joining());
        return """
                SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata)::pg_catalog.text,
                  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata m WHERE true%s)::pg_catalog.text""".formatted(free);
    }

    /**
     * Digests of the rows and what they refer to: bucket, number of rows, sum of hashes.
     *
     * @param contents whether what the objects hold counts, or only whether they are there
     */
    public static String digests(Reference reference, boolean contents) {
        return """
                SELECT b::pg_catalog.text, pg_catalog.count(*)::pg_catalog.text,
                  pg_catalog.sum(pg_catalog.hashtextextended(ROW(%s, state)::pg_catalog.text COLLATE pg_catalog."C", 7))::pg_catalog.text
                FROM (%s) s GROUP BY b""".formatted(keys(reference), states(reference, "true", contents));
    }

    /** The rows of some buckets: what the object is, then the row's identity. */
    public static String rows(Reference reference, List<Integer> buckets, boolean contents) {
        String some = "t.b = ANY ('{%s}'::pg_catalog.int4[])"
                .formatted(buckets.stream().map(String::valueOf).collect(Collectors.joining(",")));
        return "SELECT state, %s FROM (%s) s".formatted(keys(reference), states(reference, some, contents));
    }

    private static String keys(Reference reference) {
        return IntStream.range(0, reference.identity().size())
                .mapToObj(i -> "k" + i)
                .collect(Collectors.joining(", "));
    }

    private static String states(Reference reference, String condition, boolean contents) {
        String keys = IntStream.range(0, reference.identity().size())
                .mapToObj(i -> "t.%s::pg_catalog.text COLLATE pg_catalog.\"C\" AS k%d"
                        .formatted(reference.identity().get(i), i))
                .collect(Collectors.joining(", "));
        String rows = """
                SELECT x.*, (pg_catalog.hashtextextended(ROW(%s)::pg_catalog.text COLLATE pg_catalog."C", 3) & %d)::pg_catalog.int4 AS b
                FROM (SELECT %s, t.%s::pg_catalog.oid AS id FROM %s t WHERE t.%4$s::pg_catalog.oid <> 0::pg_catalog.oid OFFSET 0) x
                OFFSET 0""".formatted(keys(reference), BUCKETS - 1, keys, reference.column(), reference.table());
        return """
                SELECT t.*, CASE WHEN m.oid IS NULL THEN 'missing' ELSE %s END AS state
                FROM (%s) t LEFT JOIN pg_catalog.pg_largeobject_metadata m ON m.oid = t.id WHERE %s OFFSET 0""".formatted(contents ? CONTENT : "'there'", rows, condition);
    }
}
