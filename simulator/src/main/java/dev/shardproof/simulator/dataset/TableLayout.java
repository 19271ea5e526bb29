package dev.shardproof.simulator.dataset;

import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One table as the shards have it, the same on each. With a shard key its rows are spread over the shards; without one
 * it is a reference table, of which every shard has a copy.
 *
 * @param schema the schema, unquoted
 * @param table the table, unquoted
 * @param columns all columns in the table's order; at least one
 * @param primaryKey the names of the primary key's columns in the key's order; empty if there is none
 * @param shardKey the shard key; empty for a reference table
 */
public record TableLayout(
        String schema, String table, List<Column> columns, List<String> primaryKey, Optional<ShardKey> shardKey) {

    public TableLayout {
        Objects.requireNonNull(schema, "schema is null");
        Objects.requireNonNull(table, "table is null");
        Objects.requireNonNull(shardKey, "shardKey is null");
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        List<String> names = columns.stream().map(Column::name).toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("table %s has no column".formatted(table));
        }
        if (!names.containsAll(primaryKey)
                || shardKey.filter(key -> !names.contains(key.column())).isPresent()) {
            throw new IllegalArgumentException("a key of table %s is not among its columns %s".formatted(table, names));
        }
    }

    /** {@code "schema"."table"}, ready for SQL. */
    public String qualifiedName() {
        return Identifiers.quote(schema) + "." + Identifiers.quote(table);
    }

    /** {@code schema.table} for people. */
    public String displayName() {
        return schema + "." + table;
    }

    public boolean isSharded() {
        return shardKey.isPresent();
    }

    /** The names of the columns that can be written, in the table's order. */
    public List<String> writableColumns() {
        return columns.stream()
                .filter(column -> !column.generated())
                .map(Column::name)
                .toList();
    }

    /**
     * The SQL expression for the point of a row in the key space.
     *
     * @throws IllegalStateException if this is a reference table
     * @throws IllegalArgumentException if the strategy does not serve the key's type
     */
    public String pointExpression(ShardingStrategy strategy) {
        ShardKey key = shardKey.orElseThrow(
                () -> new IllegalStateException("the reference table %s has no points".formatted(displayName())));
        return key.type().pointExpression(strategy, Identifiers.quote(key.column()));
    }

    /**
     * The SQL condition that a row's point lies in one of the ranges; without ranges it is false.
     *
     * @throws IllegalStateException if this is a reference table
     */
    public String rangeCondition(ShardingStrategy strategy, Collection<KeyRange> ranges) {
        String point = pointExpression(strategy);
        return ranges.isEmpty()
                ? "false"
                : ranges.stream()
                        // In quotes: without them the lowest bigint would be a numeric, and no index would serve.
                        .map(range -> "%s BETWEEN '%d'::bigint AND '%d'::bigint"
                                .formatted(point, range.first(), range.last()))
                        .collect(Collectors.joining(" OR ", "(", ")"));
    }

    @Override
    public String toString() {
        return displayName() + shardKey.map(key -> " by " + key.column()).orElse(" (reference)");
    }
}
