package dev.shardproof.verifier.plan;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which tables are compared, and how. Names are {@code schema.table}, spelt exactly as the sources' catalogue spells them;
 * {@code *} stands for any characters. A name without a schema means the schema {@code public}.
 *
 * @param include patterns of the tables to compare; empty for every table of the sources
 * @param exclude patterns of tables that are left out on purpose, on either side
 * @param reference patterns of tables of which every shard has a full copy
 * @param shardKeys shard-key columns by pattern of tables; only the placement needs them
 * @param mappings what is different on the targets, by exact name
 */
public record TableRules(
        List<String> include,
        List<String> exclude,
        List<String> reference,
        Map<String, String> shardKeys,
        Map<String, Mapping> mappings) {

    /** Every table, each row on one shard. */
    public static final TableRules ALL = new TableRules(List.of(), List.of(), List.of(), Map.of(), Map.of());

    /**
     * How one table differs on the targets.
     *
     * @param target its {@code schema.table} there; empty for the same name
     * @param columns columns with another name there, by their name on the sources
     * @param ignored columns that are not compared
     */
    public record Mapping(String target, Map<String, String> columns, Set<String> ignored) {
        public Mapping {
            Objects.requireNonNull(target, "target is null");
            columns = Map.copyOf(columns);
            ignored = Set.copyOf(ignored);
        }
    }

    public TableRules {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        reference = List.copyOf(reference);
        shardKeys = Map.copyOf(shardKeys);
        mappings = Map.copyOf(mappings);
    }
}
