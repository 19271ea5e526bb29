package dev.shardproof.simulator.cluster.containers;

import dev.shardproof.simulator.cluster.ClusterStartException;

/** There is no Docker engine to use, or no image that will do. The message says what to do. */
public final class EngineMissingException extends ClusterStartException {

    private static final long serialVersionUID = 1L;

    public EngineMissingException(String message) {
        super(message);
    }

    public EngineMissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
