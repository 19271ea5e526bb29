package dev.shardproof.verifier.sequence;

import dev.shardproof.verifier.table.TableMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One sequence on all shards.
 *
 * @param name {@code schema.name}, as the sources have it
 * @param sources where it is on the sources; empty if they do not have it
 * @param targets where it is on the targets, by shard
 * @param lacking the targets that do not have it
 * @param mapping the compared table that takes numbers from it; empty if none does
 * @param shared whether its numbers must be unique over all shards
 */
record SequenceGroup(
        String name,
        List<ShardSequence> sources,
        Map<String, ShardSequence> targets,
        List<String> lacking,
        Optional<TableMapping> mapping,
        boolean shared) {

    SequenceGroup {
        sources = List.copyOf(sources);
        lacking = List.copyOf(lacking);
    }

    String table() {
        return mapping.map(one -> one.source().toString()).orElse("");
    }

    /** Whether every target must be past what every source has handed out; else each shard numbers its own rows. */
    boolean followsEverySource() {
        return shared
                || sources.size() == 1
                || mapping.isEmpty()
                || mapping.get().source().isReference();
    }
}
