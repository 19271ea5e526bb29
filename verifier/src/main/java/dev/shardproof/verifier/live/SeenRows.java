package dev.shardproof.verifier.live;

import java.util.Objects;

/**
 * What one side has under one key.
 *
 * @param rows how many rows; more than one if several shards have the key, or the table has none
 * @param hash the sum of their contents' hashes
 * @param version the sum of their versions' hashes, which changes whenever one of them is written
 * @param shards the shards that have them
 */
record SeenRows(long rows, long hash, long version, String shards) {

    static final SeenRows NONE = new SeenRows(0, 0, 0, "");

    SeenRows {
        Objects.requireNonNull(shards, "shards is null");
    }

    SeenRows plus(SeenRows other) {
        String both = shards.isEmpty() || other.shards.isEmpty() || shards.equals(other.shards)
                ? shards.isEmpty() ? other.shards : shards
                : shards + " and " + other.shards;
        return new SeenRows(rows + other.rows, hash + other.hash, version + other.version, both);
    }

    boolean equalContents(SeenRows other) {
        return rows == other.rows && hash == other.hash;
    }

    /** Nobody wrote to these rows between the two readings; of rows that are not there that can not be known. */
    boolean untouchedSince(SeenRows earlier) {
        return rows > 0 && equalContents(earlier) && version == earlier.version;
    }
}
