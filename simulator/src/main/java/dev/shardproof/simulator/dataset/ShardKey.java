package dev.shardproof.simulator.dataset;

import dev.shardproof.simulator.topology.KeyType;
import java.util.Objects;

/**
 * The column that decides on which shard a row lives.
 *
 * @param column its name, unquoted
 * @param type how its values become points of the key space
 */
public record ShardKey(String column, KeyType type) {
    public ShardKey {
        Objects.requireNonNull(column, "column is null");
        Objects.requireNonNull(type, "type is null");
    }
}
