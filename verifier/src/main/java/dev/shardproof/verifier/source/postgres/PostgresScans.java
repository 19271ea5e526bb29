package dev.shardproof.verifier.source.postgres;

import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.Column;
import dev.shardproof.verifier.source.RowFilter;
import dev.shardproof.verifier.source.ScanQueries;
import dev.shardproof.verifier.source.TableLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The scans in PostgreSQL's SQL.
 *
 * <p>A row is hashed as one value, {@code hash_record_extended(ROW(image, …, NULL bitmap), seed)}, twice with seeds of
 * their own. That function alone must not be summed: it is linear (row hash = Σ 31<sup>k</sup> · column hash, see
 * {@code hash_record_extended} in PostgreSQL's {@code src/backend/utils/adt/rowtypes.c}), so that values swapped between
 * two rows leave the sum as it was. Each hash is therefore mixed once more by {@code hashint8extended}. A NULL counts as
 * 0 in it, so a bitmap of the NULLs is one more field.
 *
 * <p>{@code OFFSET 0} keeps the planner from flattening a subquery: flattened, the row would be built once for each of
 * the two hashes, and GROUP BY would sort whole rows because the planner knows too much of the key's statistics.
 */
final class PostgresScans implements ScanQueries {

    private static final long HASH_1 = 0x1f3d5b79L;
    private static final long HASH_2 = 0x2468ace1L;
    private static final int BITS_IN_A_WORD = 62;

    @Override
    public String counts(TableLayout table, List<Slice> slices) {
        return """
                SELECT s, pg_catalog.count(*) FROM (SELECT %s AS s FROM %s t OFFSET 0) x GROUP BY s""".formatted(sliceIndex(table, slices), table.quotedName());
    }

    @Override
    public String digests(TableLayout table, List<Slice> slices, int buckets) {
        return """
                SELECT s, b, pg_catalog.count(*), pg_catalog.sum(h1), pg_catalog.sum(h2) FROM (
                  SELECT s, (%s & %d)::pg_catalog.int4 AS b, %s AS h1, %s AS h2 FROM (
                    SELECT %s AS s, %s AS k, %s AS r FROM %s t WHERE %s OFFSET 0
                  ) x OFFSET 0
                ) y GROUP BY s, b""".formatted(
                identity("k", BUCKET_SEED),
                buckets - 1,
                mixed("r", HASH_1),
                mixed("r", HASH_2),
                sliceIndex(table, slices),
                record(table.identity()),
                record(table.columns()),
                table.quotedName(),
                slices.stream().map(slice -> contains(table, slice)).collect(Collectors.joining(" OR ", "(", ")")));
    }

    @Override
    public String rows(TableLayout table, Slice slice, RowFilter filter) {
        String rows = """
                SELECT %s AS id, %s AS h1, %s AS h2%s FROM (
                  SELECT %s AS k, %s AS r%s FROM %s t WHERE %s AND %s OFFSET 0
                ) x""".formatted(
                        identity("k", filter.seed()),
                        mixed("r", HASH_1),
                        mixed("r", HASH_2),
                        keyNames(table),
                        record(table.identity()),
                        record(table.columns()),
                        keyTexts(table),
                        table.quotedName(),
                        contains(table, slice),
                        matches(table, filter));
        return table.key().isEmpty()
                ? "SELECT id, h1, h2, pg_catalog.count(*) FROM (%s OFFSET 0) y GROUP BY id, h1, h2 ORDER BY id, h1, h2"
                        .formatted(rows)
                : "SELECT id, h1, h2, 1::pg_catalog.int8%s FROM (%s OFFSET 0) y ORDER BY id"
                        .formatted(keyNames(table), rows);
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
                .map(column -> mixed("ROW(%s)".formatted(column.image()), HASH_1))
                .collect(Collectors.joining(", "));
        String texts = key.stream().map(Column::text).collect(Collectors.joining(", "));
        // The columns' own values, not their texts: the key's type decides what is equal, as in its index.
        String values = key.stream().map(Column::value).collect(Collectors.joining(", "));
        return "SELECT %s, %s FROM %s t WHERE (%s) IN (%s)"
                .formatted(
                        texts,
                        hashes,
                        table.quotedName(),
                        values,
                        String.join(", ", Collections.nCopies(keys, oneKey)));
    }

    /** The row as one value: the images of the columns, then words of a bitmap that says which are NULL. */
    private static String record(List<Column> columns) {
        List<String> fields =
                new ArrayList<>(columns.stream().map(Column::image).toList());
        List<Column> nullable = columns.stream().filter(Column::nullable).toList();
        for (int from = 0; from < nullable.size(); from += BITS_IN_A_WORD) {
            List<Column> word = nullable.subList(from, Math.min(nullable.size(), from + BITS_IN_A_WORD));
            fields.add(IntStream.range(0, word.size())
                    // IS NOT DISTINCT FROM: a composite of NULLs "IS NULL" too, but is another value.
                    .mapToObj(bit -> "CASE WHEN %s IS NOT DISTINCT FROM NULL THEN %s ELSE %s END"
                            .formatted(word.get(bit).value(), number(1L << bit), number(0)))
                    .collect(Collectors.joining(" | ", "(", ")")));
        }
        return fields.stream().collect(Collectors.joining(", ", "ROW(", ")"));
    }

    private static String mixed(String record, long seed) {
        return "pg_catalog.hashint8extended(pg_catalog.hash_record_extended(%s, %s), %s)"
                .formatted(record, number(seed), number(seed));
    }

    private static String identity(String record, long seed) {
        return "(%s & %s)".formatted(mixed(record, seed), number(Long.MAX_VALUE));
    }

    private static String matches(TableLayout table, RowFilter filter) {
        String identity = identity(record(table.identity()), filter.seed());
        List<String> conditions = new ArrayList<>();
        if (filter.below() < Long.MAX_VALUE) {
            conditions.add("%s < %s".formatted(identity, number(filter.below())));
        }
        if (!filter.buckets().isEmpty()) {
            String buckets = filter.buckets().stream().map(String::valueOf).collect(Collectors.joining(","));
            conditions.add("(%s & %d)::pg_catalog.int4 = ANY ('{%s}'::pg_catalog.int4[])"
                    .formatted(identity, filter.bucketCount() - 1, buckets));
        }
        return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
    }

    private static String sliceIndex(TableLayout table, List<Slice> slices) {
        return IntStream.range(0, slices.size())
                .mapToObj(index -> "WHEN %s THEN %d".formatted(contains(table, slices.get(index)), index))
                .collect(Collectors.joining(" ", "CASE ", " ELSE %d END".formatted(slices.size())));
    }

    private static String contains(TableLayout table, Slice slice) {
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

    private static String number(long value) {
        return "'%d'::pg_catalog.int8".formatted(value);
    }
}
