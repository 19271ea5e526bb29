package dev.shardproof.simulator.fault;

import java.util.Objects;

/** A fault was injected in part only, and that part could not be taken back: it may act until {@link #left()} is closed. */
public final class PartlyInjectedException extends FaultException {

    private static final long serialVersionUID = 1L;

    private final transient ActiveFault left;

    public PartlyInjectedException(String message, Throwable cause, ActiveFault left) {
        super(message, cause);
        this.left = Objects.requireNonNull(left, "left is null");
    }

    /** What may act; closing it tries to heal it again. */
    public ActiveFault left() {
        return left;
    }
}
