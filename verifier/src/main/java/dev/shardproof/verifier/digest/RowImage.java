package dev.shardproof.verifier.digest;

import java.util.List;

/**
 * What a comparison needs to know of a row, without its values.
 *
 * @param identity a non-negative hash of its primary key (of the whole row, without a key) under the query's seed
 * @param hash a hash of the whole row
 * @param copies how many such rows there are; above 1 only where there is no primary key
 * @param key the primary key as text, column by column; empty without a key
 * @param shard the shard that has it
 */
public record RowImage(long identity, long hash, long copies, List<String> key, String shard) {
    public RowImage {
        key = List.copyOf(key);
    }

    /** The whole row's hash in hexadecimal. */
    public String hexHash() {
        return "%016x".formatted(hash);
    }
}
