package dev.shardproof.verifier.compare.locate;

import dev.shardproof.verifier.check.Finding;
import java.util.List;
import java.util.Objects;

/**
 * A row that is not the same on both sides.
 *
 * @param kind MISSING, EXTRA or DIFFERENT
 * @param key its key as text; empty where there is none
 * @param hash the hash of its image, on the side that has it (the right one, if both have it)
 * @param copies how many such rows
 * @param shards the shards that have such a row, left ones first
 */
public record Difference(Finding.Kind kind, List<String> key, String hash, long copies, List<String> shards) {

    public Difference {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(hash, "hash is null");
        key = List.copyOf(key);
        shards = List.copyOf(shards);
    }
}
