package dev.shardproof.simulator.fault.lease;

/** The watchdog did not take a lease. */
public class LeaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LeaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
