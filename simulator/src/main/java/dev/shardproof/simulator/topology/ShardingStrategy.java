package dev.shardproof.simulator.topology;

/** How a shard key becomes a point of the key space. */
public enum ShardingStrategy {
    /** The point is PostgreSQL's own 64-bit hash of the key with seed 0, see {@link KeyHash}. */
    HASHED("hashed"),
    /** The point is the (integer) key itself. */
    PLAIN("plain");

    private final String label;

    ShardingStrategy(String label) {
        this.label = label;
    }

    /** The name in scenario files. */
    public String label() {
        return label;
    }
}
