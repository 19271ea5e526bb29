package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.dialect.SampleQueries;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A sample in PostgreSQL's SQL.
 *
 * <p>The drawing scan touches each row as little as it can: an aggregate fetches all columns that any of its arguments
 * names before it looks at its filter, so it collects the addresses (ctid) of the rows drawn and nothing else, and the same
 * statement reads the rows from there. Only a table that consists of several has no such addresses; its rows are hashed
 * inside the aggregate.
 */
final class PostgresSampling implements SampleQueries {

    private static final long HALF = 1L << 62;
    private static final String TEXT = "pg_catalog.text";
    /** Types of which all values take the same room. */
    private static final Set<String> FIXED = Set.of(
            "smallint",
            "integer",
            "bigint",
            "boolean",
            "real",
            "double precision",
            "date",
            "time without time zone",
            "time with time zone",
            "timestamp without time zone",
            "timestamp with time zone",
            "interval",
            "uuid",
            "oid",
            "money",
            "macaddr",
            "macaddr8",
            "point");

    @Override
    public String size() {
        return """
                WITH RECURSIVE tree AS (
                  SELECT c.oid FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?
                  UNION ALL
                  SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid
                ), part AS (
                  SELECT c.relkind, c.reltuples, c.relpages, pg_catalog.pg_relation_size(c.oid) AS bytes,
                    pg_catalog.current_setting('block_size')::pg_catalog.int8 AS page
                  FROM tree JOIN pg_catalog.pg_class c ON c.oid = tree.oid
                )
                SELECT CASE WHEN pg_catalog.bool_and(bytes = 0 OR (reltuples > 0 AND relpages > 0)) THEN
                    pg_catalog.sum(CASE WHEN bytes > 0 THEN reltuples::pg_catalog.float8 / NULLIF(relpages, 0) * (bytes / page)
                      ELSE 0 END)::pg_catalog.int8
                  END, pg_catalog.count(*) > 1 OR pg_catalog.bool_or(relkind = 'p')
                FROM part""";
    }

    @Override
    public String roughSize(TableLayout table) {
        return "SELECT 100 * pg_catalog.count(*) FROM %s t TABLESAMPLE SYSTEM (1)".formatted(table.quotedName());
    }

    @Override
    public String newestBy() {
        // One that an index leads with costs next to nothing. A key of several columns hardly begins with what is new.
        return """
                WITH col AS (
                  SELECT a.attrelid, a.attnum, a.attname, t.typname,
                    a.attidentity <> '' OR pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%' AS numbered
                  FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                  WHERE n.nspname = ? AND c.relname = ?
                ), key AS (
                  SELECT i.indkey, i.indnkeyatts FROM pg_catalog.pg_index i
                  WHERE i.indrelid = (SELECT attrelid FROM col LIMIT 1) AND i.indisprimary
                ), kind AS (
                  SELECT col.*, CASE
                    WHEN typname IN ('int2', 'int4', 'int8') AND numbered THEN 'numbered'
                    WHEN typname IN ('timestamp', 'timestamptz', 'date')
                      AND attname IN ('created_at', 'inserted_at', 'updated_at') THEN 'timestamp'
                    WHEN typname IN ('int2', 'int4', 'int8') AND attnum = ANY (key.indkey[0:key.indnkeyatts - 1]) THEN 'key'
                    END AS kind, pg_catalog.array_position(key.indkey::pg_catalog.int2[], attnum) AS place,
                    key.indnkeyatts = 1 AS sole
                  FROM col LEFT JOIN key ON true
                )
                , candidate AS (
                  SELECT attname, kind, place, sole, EXISTS (
                    SELECT FROM pg_catalog.pg_index i
                    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                    JOIN pg_catalog.pg_am m ON m.oid = x.relam AND m.amname = 'btree'
                    WHERE i.indrelid = attrelid AND i.indkey[0] = attnum AND i.indisvalid AND i.indpred IS NULL) AS indexed
                  FROM kind WHERE kind IS NOT NULL
                )
                SELECT attname, kind, indexed FROM candidate
                ORDER BY CASE
                    WHEN kind = 'numbered' AND indexed THEN 0 WHEN kind = 'timestamp' AND indexed THEN 1
                    WHEN kind = 'key' AND sole THEN 2
                    WHEN kind = 'numbered' THEN 3 WHEN kind = 'timestamp' THEN 4 ELSE 5 END, place, attname""";
    }

    @Override
    public String draw(TableLayout table, List<Slice> slices, List<Long> below, long seed, boolean divided) {
        String identity = hash(table, seed);
        String drawn = divided
                ? "ROW(%s, %s%s)".formatted(position(identity), PostgresScans.rowHash(table), keyTexts(table, ""))
                : "t.ctid";
        String aggregates = IntStream.range(0, slices.size())
                .mapToObj(i -> "%s AS n%d, pg_catalog.array_agg(%s) FILTER (WHERE %s AND %s) AS a%d"
                        .formatted(
                                count(in(table, slices.get(i))),
                                i,
                                drawn,
                                under(identity, below.get(i)),
                                in(table, slices.get(i)),
                                i))
                .collect(Collectors.joining(", "));
        String nulls = ", NULL::pg_catalog.text".repeat(table.key().size());
        String parts = IntStream.range(0, slices.size())
                .mapToObj(i -> """
                        SELECT %1$d AS s, n%1$d AS n, NULL::pg_catalog.int8 AS i, NULL::pg_catalog.int8%2$s
                        FROM scan UNION ALL SELECT %1$d, NULL, %3$s""".formatted(i, nulls, divided ? unnested(table, i) : addressed(table, i, identity)))
                .collect(Collectors.joining(" UNION ALL "));
        return "WITH scan AS MATERIALIZED (SELECT %s FROM %s t) %s ORDER BY s, i"
                .formatted(aggregates, table.quotedName(), parts);
    }

    private static String count(String condition) {
        return "pg_catalog.count(*)" + (condition.equals("true") ? "" : " FILTER (WHERE %s)".formatted(condition));
    }

    private static String unnested(TableLayout table, int slice) {
        String keys = IntStream.range(0, table.key().size())
                .mapToObj(k -> ", k%d pg_catalog.text".formatted(k))
                .collect(Collectors.joining());
        return "r.* FROM pg_catalog.unnest((SELECT a%d FROM scan)) AS r(i pg_catalog.int8, h pg_catalog.int8%s)"
                .formatted(slice, keys);
    }

    private static String addressed(TableLayout table, int slice, String identity) {
        return "r.* FROM (SELECT %s, x.h%s FROM (SELECT %s AS i, %s AS h%s FROM %s t WHERE t.ctid = ANY ((SELECT a%d FROM scan)::pg_catalog.tid[]) OFFSET 0) x) r"
                .formatted(
                        position("x.i"),
                        keyNames(table, "x."),
                        identity,
                        PostgresScans.rowHash(table),
                        keyTexts(table, "k"),
                        table.quotedName(),
                        slice);
    }

    @Override
    public String newest(TableLayout table, Slice slice, Column by, int limit, long fromPage) {
        String pages = fromPage == 0 ? "true" : "t.ctid >= '(%d,0)'::pg_catalog.tid".formatted(fromPage);
        return first(
                table,
                "%s t WHERE %s IS NOT NULL AND %s AND %s ORDER BY %s DESC"
                        .formatted(table.quotedName(), by.value(), pages, in(table, slice), by.value()),
                limit);
    }

    /** The key texts of the first rows. Were they part of the ordered query, they would be made for every row. */
    private static String first(TableLayout table, String ordered, int limit) {
        return "SELECT %s FROM (SELECT %s FROM %s LIMIT %d) t"
                .formatted(keys(table, Column::text), keys(table, Column::value), ordered, limit);
    }

    @Override
    public String widest(TableLayout table, Slice slice, int limit, double percent, long seed) {
        // Of a value that is stored elsewhere only the pointer is read, which says how much room it takes.
        String width = table.columns().stream()
                .filter(column -> !FIXED.contains(column.type()))
                .map(column -> "COALESCE(pg_catalog.pg_column_size(%s), 0)".formatted(column.value()))
                .collect(Collectors.joining(" + "));
        String pages =
                percent < 100 ? " TABLESAMPLE SYSTEM (%s) REPEATABLE (%d)".formatted(percent, seed & 0xffff) : "";
        return width.isEmpty()
                ? ""
                : first(
                        table,
                        "%s t%s WHERE %s ORDER BY %s DESC"
                                .formatted(table.quotedName(), pages, in(table, slice), width),
                        limit);
    }

    @Override
    public String edges(TableLayout table, Slice slice, List<Long> points, int limit, long reach) {
        String point = table.point().orElseThrow();
        List<Long> sorted = points.stream().sorted().distinct().toList();
        String bucket = "pg_catalog.width_bucket(%s, %s)".formatted(point, array(sorted));
        // The distance to the neighbour on either side, in floating point: between integers it could overflow.
        return first(
                table,
                "%1$s t WHERE %2$s AND %3$s ORDER BY LEAST(%4$s::pg_catalog.float8 - (%5$s)[%6$s]::pg_catalog.float8, (%5$s)[%6$s + 1]::pg_catalog.float8 - %4$s::pg_catalog.float8)"
                        .formatted(
                                table.quotedName(),
                                in(table, slice),
                                within(point, sorted, reach),
                                point,
                                array(sorted),
                                bucket),
                limit);
    }

    /** Whether a point lies near enough to one of some others, in ascending order; the point is calculated once. */
    private static String within(String point, List<Long> sorted, long reach) {
        if (reach == Long.MAX_VALUE) {
            return point + " IS NOT NULL";
        }
        List<Long> windows = new ArrayList<>();
        for (long near : sorted) {
            long start = near < Long.MIN_VALUE + reach ? Long.MIN_VALUE : near - reach;
            long end = near > Long.MAX_VALUE - reach ? Long.MAX_VALUE : near + reach;
            if (!windows.isEmpty() && windows.get(windows.size() - 1) >= start) {
                windows.set(windows.size() - 1, end);
            } else {
                windows.add(start);
                windows.add(end);
            }
        }
        // Before the first window 0, inside it 1, behind it 2, and so on.
        return "pg_catalog.width_bucket(%s, %s) & 1 = 1".formatted(point, array(windows));
    }

    private static String array(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "'{", "}'::pg_catalog.int8[]"));
    }

    @Override
    public String indexed() {
        return """
                WITH RECURSIVE tree AS (
                  SELECT c.oid FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?
                  UNION
                  SELECT h.inhrelid FROM tree JOIN pg_catalog.pg_inherits h ON h.inhparent = tree.oid
                )
                SELECT pg_catalog.bool_and(EXISTS (
                  SELECT FROM pg_catalog.pg_index i
                  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                  JOIN pg_catalog.pg_am m ON m.oid = x.relam AND m.amname = 'btree'
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                  WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
                    AND 't.' || pg_catalog.quote_ident(a.attname) = ANY (CAST(? AS pg_catalog.text[]))
                    AND %s))
                FROM tree JOIN pg_catalog.pg_class c ON c.oid = tree.oid
                WHERE c.relkind <> 'p'""".formatted(findsEqual("i.indclass[0]", "i.indcollation[0]"));
    }

    /** Whether an index's column with that operator class and collation finds the equals of a value of the attribute a. */
    static String findsEqual(String operators, String collation) {
        return """
                (%s IN (0, a.attcollation) AND EXISTS (
                  SELECT FROM pg_catalog.pg_opclass o
                  JOIN pg_catalog.pg_amop p ON p.amopfamily = o.opcfamily AND p.amopstrategy = 3
                    AND p.amoplefttype = o.opcintype AND p.amoprighttype = o.opcintype
                  JOIN pg_catalog.pg_operator q ON q.oid = p.amopopr AND q.oprname = '='
                  WHERE o.oid = %s))""".formatted(collation, operators);
    }

    @Override
    public String byKeys(TableLayout table, Slice slice, long seed, boolean oneByOne) {
        List<Column> key = table.key();
        String arrays = key.stream()
                .map(column ->
                        "pg_catalog.unnest(CAST(? AS %s[]))".formatted(isArray(column) ? TEXT : column.keyType()))
                .collect(Collectors.joining(", "));
        String names = IntStream.range(0, key.size()).mapToObj(k -> "v" + k).collect(Collectors.joining(", "));
        String row = "%s AS i, %s AS h%s FROM %s t WHERE %s"
                .formatted(
                        hash(table, seed),
                        PostgresScans.rowHash(table),
                        keyTexts(table, "k"),
                        table.quotedName(),
                        in(table, slice));
        String equal = IntStream.range(0, key.size())
                .mapToObj(k -> key.get(k)
                        .equalTo(
                                isArray(key.get(k))
                                        ? "CAST(v.v%d AS %s)"
                                                .formatted(k, key.get(k).type())
                                        : "v.v" + k))
                .collect(Collectors.joining(" AND "));
        // Joined freely, a planner that takes a hundred keys for a million would read the whole index instead.
        String found = oneByOne
                ? "(SELECT DISTINCT * FROM ROWS FROM (%s) AS v(%s)%s) v, LATERAL (SELECT %s AND %s OFFSET 0) x"
                        .formatted(arrays, names, inOrder(key), row, equal)
                : "(SELECT %s AND EXISTS (SELECT FROM ROWS FROM (%s) AS v(%s) WHERE %s) OFFSET 0) x"
                        .formatted(row, arrays, names, equal);
        return "SELECT %s, x.h, 1::pg_catalog.int8%s FROM %s ORDER BY 1"
                .formatted(position("x.i"), keyNames(table, "x."), found);
    }

    /** Neighbours lie on the same pages of an index. Only where to sort costs less than that saves: by integers. */
    private static String inOrder(List<Column> key) {
        String names = IntStream.range(0, key.size())
                .takeWhile(k -> key.get(k).integer())
                .mapToObj(k -> "v" + k)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " ORDER BY " + names;
    }

    /** There are no arrays of arrays: what should be one would come apart into its smallest elements. */
    private static boolean isArray(Column column) {
        return column.type().endsWith("[]");
    }

    /** A 64-bit hash of the key. */
    static String hash(TableLayout table, long seed) {
        return PostgresRowHash.of(table.rowHash(), table.key(), seed);
    }

    /** From a signed hash to an identity of the same order: its upper 63 bits, from 0. */
    static String position(String hash) {
        return "(%s >> 1) + %s".formatted(hash, number(HALF));
    }

    private static String under(String hash, long below) {
        return below == Long.MAX_VALUE ? "true" : "%s < %s".formatted(hash, number((below - HALF) << 1));
    }

    private static String in(TableLayout table, Slice slice) {
        return PostgresScans.contains(table, slice);
    }

    private static String keys(TableLayout table, Function<Column, String> form) {
        return table.key().stream().map(form).collect(Collectors.joining(", "));
    }

    static String keyTexts(TableLayout table, String name) {
        return IntStream.range(0, table.key().size())
                .mapToObj(k -> ", " + table.key().get(k).text() + (name.isEmpty() ? "" : " AS " + name + k))
                .collect(Collectors.joining());
    }

    static String keyNames(TableLayout table, String prefix) {
        return IntStream.range(0, table.key().size())
                .mapToObj(k -> ", " + prefix + "k" + k)
                .collect(Collectors.joining());
    }

    private static String number(long value) {
        return PostgresScans.number(value);
    }
}
