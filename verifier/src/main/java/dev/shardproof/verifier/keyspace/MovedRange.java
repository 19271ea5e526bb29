package dev.shardproof.verifier.keyspace;

import java.util.Objects;

/**
 * A range of keys that went from one shard to another.
 *
 * @param interval the range
 * @param source the name of the shard that had it
 * @param target the name of the shard that has it now
 */
public record MovedRange(KeyInterval interval, String source, String target) {
    public MovedRange {
        Objects.requireNonNull(interval, "interval is null");
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(target, "target is null");
        if (source.equals(target)) {
            throw new IllegalArgumentException("%s would move from %s to itself".formatted(interval, source));
        }
    }
}
