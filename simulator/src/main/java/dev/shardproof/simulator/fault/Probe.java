package dev.shardproof.simulator.fault;

import java.io.IOException;

/**
 * Measures one number over and over, independent of what injects the fault: it never asks the injector. Used by one
 * thread at a time.
 */
@FunctionalInterface
public interface Probe extends AutoCloseable {

    /**
     * One sample, in the unit of the measure. Ends soon: a probe has time limits of its own.
     *
     * @throws IOException if there was nothing to measure: no answer in time, or not the expected one
     */
    double sample() throws IOException;

    /** Gives back what the probe holds. Idempotent; does not throw. */
    @Override
    default void close() {}
}
