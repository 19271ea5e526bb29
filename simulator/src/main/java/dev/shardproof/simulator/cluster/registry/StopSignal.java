package dev.shardproof.simulator.cluster.registry;

/** How a process is asked to end before it is killed. */
public enum StopSignal {
    /** The usual request: {@code SIGTERM}. */
    TERMINATE("TERM"),
    /**
     * {@code SIGQUIT}: a PostgreSQL postmaster ends at once, with all its children and its shared memory. For nothing
     * else: a JVM starts its children with this signal blocked, and only a postmaster unblocks it.
     */
    QUIT("QUIT");

    private final String unixName;

    StopSignal(String unixName) {
        this.unixName = unixName;
    }

    String unixName() {
        return unixName;
    }
}
