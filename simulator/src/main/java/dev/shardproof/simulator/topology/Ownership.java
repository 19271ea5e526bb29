package dev.shardproof.simulator.topology;

import java.util.Objects;

/**
 * One shard owns one key range.
 *
 * @param range the range
 * @param shard its owner
 */
public record Ownership(KeyRange range, ShardId shard) {
    public Ownership {
        Objects.requireNonNull(range, "range is null");
        Objects.requireNonNull(shard, "shard is null");
    }
}
