package dev.shardproof.simulator.fault.lease;

/** A lease on a fault that acts. */
@FunctionalInterface
public interface Lease extends AutoCloseable {

    /** Gives it back; to be called when the fault is healed, not before. Idempotent; does not throw. */
    @Override
    void close();
}
