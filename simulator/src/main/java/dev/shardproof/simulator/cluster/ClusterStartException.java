package dev.shardproof.simulator.cluster;

/** A cluster can not start. The message says what was tried, what the server said and what to do. */
public class ClusterStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClusterStartException(String message) {
        super(message);
    }

    public ClusterStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
