package dev.shardproof.simulator.dataset;

import dev.shardproof.simulator.topology.ShardId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a data set has put onto the shards.
 *
 * @param tables all tables; a table stands after those that its foreign keys refer to
 * @param rows per table, in the same order, how many rows each server has; copies of reference tables count each
 * @param totalBytes what the tables take on all servers, with indexes and TOAST
 * @param root the sharded table whose keys were sampled: one that refers to no other sharded table, the largest of them
 * @param shardKeys a seeded sample without replacement of distinct shard keys of the root table, at most
 *     {@value #SAMPLE}, in a seeded order that has nothing to do with the keys' own; values as
 *     {@link dev.shardproof.simulator.topology.KeyType} has them in Java. It does not depend on the topology.
 * @param warnings what the user should know though it stops nothing
 */
public record LoadedData(
        List<TableLayout> tables,
        Map<TableLayout, Map<ShardId, Long>> rows,
        long totalBytes,
        TableLayout root,
        List<Object> shardKeys,
        List<String> warnings) {

    /** How many shard keys are sampled at most. */
    public static final int SAMPLE = 100_000;

    public LoadedData {
        tables = List.copyOf(tables);
        rows = new LinkedHashMap<>(rows);
        shardKeys = List.copyOf(shardKeys);
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(root, "root is null");
        if (!rows.keySet().equals(new java.util.LinkedHashSet<>(tables))) {
            throw new IllegalArgumentException("rows are not counted for exactly the tables");
        }
        rows = java.util.Collections.unmodifiableMap(rows);
    }

    /** All rows of a table; each copy of a reference table counts. */
    public long rowsOf(TableLayout table) {
        return rows.get(table).values().stream().mapToLong(Long::longValue).sum();
    }

    /** All rows on all servers. */
    public long totalRows() {
        return tables.stream().mapToLong(this::rowsOf).sum();
    }
}
