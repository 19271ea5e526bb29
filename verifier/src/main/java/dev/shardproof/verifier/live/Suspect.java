package dev.shardproof.verifier.live;

import java.util.List;
import java.util.Objects;

/**
 * A row that was not the same on both sides when it was first read.
 *
 * @param key its key as text; empty where the table has none
 * @param hash the hash of its image, where the table has no key; else empty
 */
record Suspect(List<String> key, String hash) {
    Suspect {
        key = List.copyOf(key);
        Objects.requireNonNull(hash, "hash is null");
        if (key.isEmpty() == hash.isEmpty()) {
            throw new IllegalArgumentException("a row is known by its key or by its hash");
        }
    }
}
