package dev.shardproof.simulator.fault.catalog;

/** What a fault disturbs; one {@code FaultFamily} injects the kinds of one group. */
public enum FaultGroup {
    /** The way between clients and servers, or between two servers. */
    NETWORK("network"),
    /** A database server or its machine. */
    SERVER("server"),
    /** The applications. */
    CLIENT("client"),
    /** What moves the rows. */
    MIGRATION("migration"),
    /** Single SQL statements on their way; only the embedded wire proxy can read them. */
    STATEMENT("statement"),
    /** What the shards hold. */
    DATA("data");

    private final String label;

    FaultGroup(String label) {
        this.label = label;
    }

    /** The name in documents and reports. */
    public String label() {
        return label;
    }
}
