package dev.shardproof.simulator.cluster.containers;

import dev.shardproof.simulator.cluster.ClusterStartException;

/** There is no Docker engine to use, or no image to make a container of. The message says what to do. */
public final class EngineMissingException extends ClusterStartException {

    private static final long serialVersionUID = 1L;

    public EngineMissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
