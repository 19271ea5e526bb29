package dev.shardproof.loadgen.driver;

import dev.shardproof.loadgen.workload.Operation;

/**
 * The system under load, as the simulated application reaches it. Implementations are thread-safe: as many threads as
 * {@link LoadSettings#threads()} says call at the same time.
 */
@FunctionalInterface
public interface Target {

    /**
     * Executes one operation and blocks until its outcome is known.
     *
     * <p>A failure is a {@link Completion}, not an exception. An exception is taken for an {@linkplain
     * dev.shardproof.verifier.history.Outcome#INDETERMINATE indeterminate} outcome, since nobody can tell how far it
     * got; so is an interrupt, which asks to give up.
     */
    Completion execute(Operation operation) throws InterruptedException;
}
