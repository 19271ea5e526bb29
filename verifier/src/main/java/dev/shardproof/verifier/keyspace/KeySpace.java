package dev.shardproof.verifier.keyspace;

/** How a shard key becomes a point of the key space. */
public enum KeySpace {
    /** The point is the database's own 64-bit hash of the key with seed 0. */
    HASHED,
    /** The point is the (integer) key itself. */
    PLAIN
}
