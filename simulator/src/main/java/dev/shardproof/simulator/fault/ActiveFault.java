package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.fault.catalog.Fault;

/** A fault that acts. Closing heals it. */
public interface ActiveFault extends AutoCloseable {

    /** What acts. */
    Fault fault();

    /**
     * Heals. Idempotent once it has succeeded; thread-safe.
     *
     * @throws FaultException if it could not be healed; closing again tries again
     */
    @Override
    void close();
}
