package dev.shardproof.simulator.fault;

/** The kinds of faults, with the names that scenarios use. Code switches on it; names of classes stay out of files. */
public enum FaultKind {
    SLOW_SHARD("slowShard");

    private final String key;

    FaultKind(String key) {
        this.key = key;
    }

    /** The name in a scenario file and in reports. */
    public String key() {
        return key;
    }
}
