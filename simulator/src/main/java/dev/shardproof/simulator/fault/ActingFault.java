package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.lease.Lease;
import java.util.Objects;

/** A fault that acts: it heals by one step, and gives its lease back then. */
public final class ActingFault implements ActiveFault {

    private final Fault fault;
    private final Lease lease;
    private final Step healing;
    private boolean healed;

    /** What makes a fault act, or heals it; healing must be harmless where the fault does not act, or acts no more. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private ActingFault(Fault fault, Lease lease, Step healing) {
        this.fault = Objects.requireNonNull(fault, "fault is null");
        this.lease = Objects.requireNonNull(lease, "lease is null");
        this.healing = Objects.requireNonNull(healing, "healing is null");
    }

    /** A fault that acts already, needs no lease, and is healed by this step, once. */
    public static ActingFault healedBy(Fault fault, Step healing) {
        return new ActingFault(fault, () -> {}, healing);
    }

    /**
     * Lets a fault act.
     *
     * @param lease taken already; it is kept as long as anything may act
     * @throws PartlyInjectedException if it does not come to act as a whole, and what may act could not be healed
     * @throws FaultException if it does not come to act; it was healed then
     */
    public static ActingFault begin(Fault fault, Lease lease, Step injection, Step healing) {
        ActingFault acting = new ActingFault(fault, lease, healing);
        try {
            injection.run();
            return acting;
        } catch (Exception e) {
            throw acting.takenBack("%s was not injected: %s".formatted(fault.name(), e.getMessage()), e);
        }
    }

    private FaultException takenBack(String problem, Exception cause) {
        try {
            close();
            return new FaultException(problem, cause);
        } catch (FaultException again) {
            FaultException failure = new PartlyInjectedException(problem, cause, this);
            failure.addSuppressed(again);
            return failure;
        }
    }

    @Override
    public Fault fault() {
        return fault;
    }

    @Override
    public synchronized void close() {
        if (healed) {
            return;
        }
        try {
            healing.run();
        } catch (Exception e) {
            throw new FaultException(
                    "%s was not healed, it may still act: %s".formatted(fault.name(), e.getMessage()), e);
        }
        healed = true;
        lease.close();
    }
}
