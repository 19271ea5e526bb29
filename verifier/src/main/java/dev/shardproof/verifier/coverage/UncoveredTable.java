package dev.shardproof.verifier.coverage;

import java.util.List;
import java.util.Objects;

/**
 * A table that no check covers, or not on every shard.
 *
 * @param table {@code schema.name}
 * @param side {@code source} or {@code target}: the side that has it
 * @param shards the shards that are concerned
 * @param reason why it is not covered and what to do, in words
 */
public record UncoveredTable(String table, String side, List<String> shards, String reason) {
    public UncoveredTable {
        Objects.requireNonNull(table, "table is null");
        Objects.requireNonNull(side, "side is null");
        shards = List.copyOf(shards);
        Objects.requireNonNull(reason, "reason is null");
    }

    /** For lists: the table and the side that has it. */
    @Override
    public String toString() {
        return "%s (%s %s)".formatted(table, side, String.join(", ", shards));
    }
}
