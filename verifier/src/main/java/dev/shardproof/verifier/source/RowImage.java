package dev.shardproof.verifier.source;

import java.util.List;

/**
 * What a comparison needs to know of a row, without its values.
 *
 * @param identity a non-negative hash of its primary key (of the whole row, without a key) under the query's seed
 * @param hash1 the first hash of the whole row
 * @param hash2 the second hash of the whole row
 * @param copies how many such rows there are; above 1 only where there is no primary key
 * @param key the primary key as text, column by column; empty without a key
 */
public record RowImage(long identity, long hash1, long hash2, long copies, List<String> key) {
    public RowImage {
        key = List.copyOf(key);
    }

    /** The whole row's hash in hexadecimal. */
    public String hash() {
        return "%016x%016x".formatted(hash1, hash2);
    }
}
