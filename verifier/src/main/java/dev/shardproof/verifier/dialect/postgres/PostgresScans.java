package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.dialect.ScanQueries;
import dev.shardproof.verifier.dialect.TablePart;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.digest.RowFilter.ChosenBuckets;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The scans in PostgreSQL's SQL. Rows are hashed as {@link PostgresRowHash} says, each once.
 *
 * <p>{@code OFFSET 0} keeps the planner from flattening a subquery: flattened, GROUP BY would sort whole rows because the
 * planner knows too much of the key's statistics, where it now believes in few groups and hashes them.
 */
final class PostgresScans implements ScanQueries {

    private static final long ROW_SEED = 0x1f3d5b79L;

    @Override
    public String parts() {
        return """
                WITH RECURSIVE tree AS (
                  SELECT c.oid, true AS root FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = ? AND c.relname = ?
                  UNION
                  SELECT i.inhrelid, false FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid
                )
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname),
                  COALESCE(pg_catalog.pg_relation_size(c.oid), 0) / pg_catalog.current_setting('block_size')::pg_catalog.int8,
                  c.reltuples::pg_catalog.float8::pg_catalog.int8,
                  c.relkind = 'r' AND m.amname IS NOT DISTINCT FROM 'heap',
                  -- Who may read a table may read what inherits from it, and what a policy there says does not matter.
                  tree.root OR (pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                    AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND NOT c.relrowsecurity),
                  EXISTS (
                    SELECT FROM pg_catalog.pg_index i
                    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                    JOIN pg_catalog.pg_am b ON b.oid = x.relam AND b.amname = 'btree'
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                    WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
                      AND pg_catalog.format('%I', a.attname) = ?),
                  c.relfilenode
                FROM tree
                JOIN pg_catalog.pg_class c ON c.oid = tree.oid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
                WHERE c.relkind <> 'p'
                ORDER BY tree.root DESC, c.oid""";
    }

    @Override
    public String keyBounds(TableLayout table) {
        String key = table.key().get(0).value();
        return "SELECT pg_catalog.min(%s)::pg_catalog.int8, pg_catalog.max(%s)::pg_catalog.int8 FROM %s t"
                .formatted(key, key, table.quotedName());
    }

    @Override
    public String counts(TableLayout table, List<Slice> slices, TablePart part) {
        return slices.equals(List.of(Slice.WHOLE))
                ? "SELECT 0, pg_catalog.count(*) FROM %s".formatted(from(part, List.of()))
                : """
                SELECT s, pg_catalog.count(*) FROM (SELECT %s AS s FROM %s OFFSET 0) x GROUP BY s""".formatted(sliceIndex(table, slices), from(part, List.of()));
    }

    @Override
    public String digests(TableLayout table, List<Slice> slices, Buckets buckets, TablePart part) {
        boolean whole = slices.equals(List.of(Slice.WHOLE));
        List<String> conditions = whole
                ? List.of()
                : List.of(slices.stream()
                        .map(slice -> contains(table, slice))
                        .collect(Collectors.joining(" OR ", "(", ")")));
        return "SELECT %s, b, pg_catalog.count(*), pg_catalog.sum(h) FROM (SELECT %s%s AS b, %s AS h FROM %s OFFSET 0) x GROUP BY %sb"
                .formatted(
                        whole ? "0" : "s",
                        whole ? "" : sliceIndex(table, slices) + " AS s, ",
                        group(table, buckets),
                        rowHash(table),
                        from(part, conditions),
                        whole ? "" : "s, ");
    }

    @Override
    public String rows(TableLayout table, Slice slice, RowFilter filter) {
        List<String> conditions = new ArrayList<>();
        if (!slice.whole()) {
            conditions.add(contains(table, slice));
        }
        if (filter.below() < Long.MAX_VALUE) {
            conditions.add("%s < %s".formatted(identity(table, filter.seed()), number(filter.below())));
        }
        filter.chosen().ifPresent(chosen -> conditions.add(chosen(table, chosen)));
        String rows = "SELECT %s AS id, %s AS h%s FROM %s"
                .formatted(
                        identity(table, filter.seed()),
                        rowHash(table),
                        keyTexts(table),
                        from(TablePart.whole(table), conditions));
        return table.key().isEmpty()
                ? "SELECT id, h, pg_catalog.count(*) FROM (%s OFFSET 0) y GROUP BY id, h ORDER BY id, h".formatted(rows)
                : "SELECT id, h, 1::pg_catalog.int8%s FROM (%s OFFSET 0) y ORDER BY id"
                        .formatted(keyNames(table), rows);
    }

    @Override
    public String rowsInRanges(TableLayout table, Slice slice, Buckets buckets) {
        String value = table.key().get(0).value();
        return """
                SELECT x.h, x.g%s FROM ROWS FROM (
                  pg_catalog.unnest(CAST(? AS pg_catalog.int8[])), pg_catalog.unnest(CAST(? AS pg_catalog.int8[]))
                ) AS r(lowest, highest), LATERAL (
                  SELECT %s AS h, %s AS g%s FROM %s t WHERE %s >= r.lowest AND %s <= r.highest AND %s OFFSET 0
                ) x""".formatted(
                        keyNames(table),
                        rowHash(table),
                        group(table, buckets),
                        keyTexts(table),
                        table.quotedName(),
                        value,
                        value,
                        contains(table, slice));
    }

    @Override
    public String outside(TableLayout table, Slice slice, int limit) {
        return "SELECT (%s)::pg_catalog.text, %s FROM %s t WHERE (%s) IS NOT TRUE LIMIT %d"
                .formatted(
                        table.point().orElseThrow(),
                        table.identity().stream().map(Column::text).collect(Collectors.joining(", ")),
                        table.quotedName(),
                        contains(table, slice),
                        limit);
    }

    @Override
    public String columnHashes(TableLayout table, int keys) {
        List<Column> key = table.key();
        String oneKey = key.stream()
                .map(column -> "CAST(? AS %s)".formatted(column.type()))
                .collect(Collectors.joining(", ", "(", ")"));
        String hashes = table.columns().stream()
                .map(column -> PostgresRowHash.of(table.rowHash(), List.of(column), ROW_SEED))
                .collect(Collectors.joining(", "));
        String texts = key.stream().map(Column::text).collect(Collectors.joining(", "));
        // The columns' own values, not their texts: the key's type decides what is equal, as in its index.
        String match = IntStream.range(0, key.size())
                .mapToObj(i -> key.get(i).equalTo("v.k" + i))
                .collect(Collectors.joining(" AND "));
        return "SELECT %s, %s FROM (VALUES %s) AS v(%s) JOIN %s t ON %s"
                .formatted(
                        texts,
                        hashes,
                        String.join(", ", Collections.nCopies(keys, oneKey)),
                        keyNames(table).substring(2),
                        table.quotedName(),
                        match);
    }

    @Override
    public String useIndexes(boolean use) {
        // Never the index alone: a key that stands in it is no row, if it is corrupt.
        return Stream.of("indexscan", "bitmapscan", "seqscan")
                .map(way -> "SET LOCAL enable_%s = %s".formatted(way, use == way.equals("seqscan") ? "off" : "on"))
                .collect(Collectors.joining("; "));
    }

    static String rowHash(TableLayout table) {
        return PostgresRowHash.of(table.rowHash(), table.columns(), ROW_SEED);
    }

    private static String identity(TableLayout table, long seed) {
        return "(%s & %s)"
                .formatted(PostgresRowHash.of(table.rowHash(), table.identity(), seed), number(Long.MAX_VALUE));
    }

    /** What {@link Buckets#bucketOf} makes a bucket of. */
    private static String group(TableLayout table, Buckets buckets) {
        return buckets.byRange()
                ? "(%s >> %d)".formatted(firstKey(table), buckets.shift())
                : "(%s & %d)".formatted(identity(table, RowFilter.BUCKET_SEED), buckets.count() - 1);
    }

    private static String firstKey(TableLayout table) {
        return table.key().get(0).value() + "::pg_catalog.int8";
    }

    /** A bit for each bucket: looked up in constant time, however many there are. */
    private static String chosen(TableLayout table, ChosenBuckets chosen) {
        Buckets rule = chosen.rule();
        String group = group(table, rule);
        String bucket = rule.byRange()
                ? "(LEAST(GREATEST(%s, %s), %s) - %s)"
                        .formatted(
                                group,
                                number(rule.first()),
                                number(rule.first() + rule.count() - 1),
                                number(rule.first()))
                : group;
        byte[] bits = Arrays.copyOf(chosen.buckets().toByteArray(), (rule.count() + 7) / 8);
        return "pg_catalog.get_bit('\\x%s'::pg_catalog.bytea, %s::pg_catalog.int4) = 1"
                .formatted(HexFormat.of().formatHex(bits), bucket);
    }

    private static String from(TablePart part, List<String> conditions) {
        List<String> all = new ArrayList<>();
        if (part.fromPage() > 0) {
            all.add("t.ctid >= '(%d,0)'::pg_catalog.tid".formatted(part.fromPage()));
        }
        part.toPage().ifPresent(page -> all.add("t.ctid < '(%d,0)'::pg_catalog.tid".formatted(page)));
        all.addAll(conditions);
        return "%s%s t%s"
                .formatted(
                        part.only() ? "ONLY " : "",
                        part.relation(),
                        all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all));
    }

    private static String sliceIndex(TableLayout table, List<Slice> slices) {
        return IntStream.range(0, slices.size())
                .mapToObj(index -> "WHEN %s THEN %d".formatted(contains(table, slices.get(index)), index))
                .collect(Collectors.joining(" ", "CASE ", " ELSE %d END".formatted(slices.size())));
    }

    static String contains(TableLayout table, Slice slice) {
        if (slice.whole()) {
            return "true";
        }
        String point = table.point()
                .orElseThrow(() -> new IllegalArgumentException(
                        "reference table %s has no shard key; only its whole can be read".formatted(table.spec())));
        return slice.intervals().isEmpty()
                ? "false"
                : slice.intervals().stream()
                        .map(interval -> contains(point, interval))
                        .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private static String contains(String point, KeyInterval interval) {
        List<String> bounds = new ArrayList<>(List.of(point + " IS NOT NULL"));
        interval.start().ifPresent(start -> bounds.add("%s >= %s".formatted(point, number(start))));
        interval.end().ifPresent(end -> bounds.add("%s < %s".formatted(point, number(end))));
        return bounds.stream().skip(bounds.size() > 1 ? 1 : 0).collect(Collectors.joining(" AND ", "(", ")"));
    }

    private static String keyNames(TableLayout table) {
        return IntStream.range(0, table.key().size()).mapToObj(i -> ", k" + i).collect(Collectors.joining());
    }

    private static String keyTexts(TableLayout table) {
        List<Column> key = table.key();
        return IntStream.range(0, key.size())
                .mapToObj(i -> ", %s AS k%d".formatted(key.get(i).text(), i))
                .collect(Collectors.joining());
    }

    static String number(long value) {
        return "'%d'::pg_catalog.int8".formatted(value);
    }
}
