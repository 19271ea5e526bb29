package dev.shardproof.simulator.fault;

/** A fault could not be injected or, worse, not be healed. The message names the fault and what to do. */
public class FaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FaultException(String message, Throwable cause) {
        super(message, cause);
    }

    public FaultException(String message) {
        super(message);
    }
}
