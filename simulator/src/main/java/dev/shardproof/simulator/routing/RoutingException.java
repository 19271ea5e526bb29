package dev.shardproof.simulator.routing;

/** The routing authority could not be asked, or holds something that is not a topology. */
public final class RoutingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RoutingException(String message, Throwable cause) {
        super(message, cause);
    }
}
