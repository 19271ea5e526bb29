package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.topology.KeyType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table as the migrator sees it. All names are as the catalogue spells them, without quotes.
 *
 * @param schema the schema
 * @param name the table
 * @param columns the columns that carry data (not the generated ones), in table order
 * @param shardKey the shard key column, or empty for a reference table
 */
public record MovingTable(String schema, String name, List<String> columns, Optional<ShardKey> shardKey) {

    /**
     * The column that decides where a row lives.
     *
     * @param column its name
     * @param type its type
     */
    public record ShardKey(String column, KeyType type) {}

    public MovingTable {
        Objects.requireNonNull(schema, "schema is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(shardKey, "shardKey is null");
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException(schema + "." + name + " has no columns");
        }
    }

    /** The table for SQL. */
    String sql() {
        return Sql.identifier(schema) + "." + Sql.identifier(name);
    }

    /** The columns for SQL, separated by commas. */
    String columnList() {
        return columns.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    }
}
