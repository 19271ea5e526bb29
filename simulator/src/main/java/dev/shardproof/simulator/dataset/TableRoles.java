package dev.shardproof.simulator.dataset;

import java.util.List;
import java.util.Map;

/**
 * What the user says about the tables. A table is named as {@code table} or {@code schema.table}, exactly as the
 * catalogue has it (upper and lower case count).
 *
 * @param shardKeys for each sharded table the column that decides where a row lives
 * @param references the tables of which every shard has a copy
 */
public record TableRoles(Map<String, String> shardKeys, List<String> references) {
    public TableRoles {
        shardKeys = Map.copyOf(shardKeys);
        references = List.copyOf(references);
    }
}
