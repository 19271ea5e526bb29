package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of SQL text. */
final class Sql {

    private Sql() {}

    /** A name from the catalogue, quoted. */
    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as a literal. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /**
     * The condition that a row of the table lies in one of the ranges; {@code true} for a reference table, which
     * belongs everywhere. Only built-in, immutable functions: a publication's row filter takes nothing else.
     *
     * @param row what stands before the column, e.g. {@code "NEW."}, or nothing
     */
    static String within(MovingTable table, ShardingStrategy strategy, List<KeyRange> ranges, String row) {
        if (table.shardKey().isEmpty()) {
            return "true";
        }
        MovingTable.ShardKey key = table.shardKey().get();
        String point = key.type().pointExpression(strategy, row + identifier(key.column()));
        return ranges.stream().map(range -> within(point, range)).collect(Collectors.joining(" OR ", "(", ")"));
    }

    private static String within(String point, KeyRange range) {
        String low = range.start().isPresent()
                ? "%s >= %s".formatted(point, bigint(range.start().getAsLong()))
                : "%s IS NOT NULL".formatted(point);
        return range.end().isPresent()
                ? "(%s AND %s < %s)".formatted(low, point, bigint(range.end().getAsLong()))
                : "(" + low + ")";
    }

    private static String bigint(long value) {
        return "'" + value + "'::bigint"; // quoted, for -9223372036854775808 is not a literal of its own
    }
}
