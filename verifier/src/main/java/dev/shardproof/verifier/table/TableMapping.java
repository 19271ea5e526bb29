package dev.shardproof.verifier.table;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table of the sources and what became of it on the targets.
 *
 * @param source the table on the sources
 * @param targetSchema its schema on the targets
 * @param targetName its name on the targets
 * @param renamed columns that have another name on the targets, by their name on the sources
 * @param ignored columns that are not compared, by their name on the side that has them (that of the sources, if both do)
 */
public record TableMapping(
        TableSpec source, String targetSchema, String targetName, Map<String, String> renamed, Set<String> ignored) {

    public TableMapping {
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(targetSchema, "targetSchema is null");
        Objects.requireNonNull(targetName, "targetName is null");
        renamed = Map.copyOf(renamed);
        ignored = Set.copyOf(ignored);
        if (Set.copyOf(renamed.values()).size() < renamed.size()) {
            throw new IllegalArgumentException(
                    "%s: two columns would get one name on the target: %s".formatted(source, new TreeMap<>(renamed)));
        }
    }

    /** The same table with the same columns on both sides. */
    public static TableMapping same(TableSpec table) {
        return new TableMapping(table, table.schema(), table.name(), Map.of(), Set.of());
    }

    /** The table as the targets name it. */
    public TableSpec target() {
        return new TableSpec(
                targetSchema,
                targetName,
                source.spread(),
                source.shardKey()
                        .map(key ->
                                new TableSpec.ShardKey(renamed.getOrDefault(key.column(), key.column()), key.space())));
    }
}
