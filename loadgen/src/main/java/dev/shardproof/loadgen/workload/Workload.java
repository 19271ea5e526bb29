package dev.shardproof.loadgen.workload;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Generates the operations of a simulated application.
 *
 * <p>Implementations keep no state between calls and are thread-safe: the same workload and a random source in the same
 * state give the same operation, on whatever thread. A driver seeds one source an operation, so that the n-th operation
 * of a run depends on the seed and on n alone.
 */
public interface Workload {

    /**
     * The next operation; takes all its randomness from {@code random}.
     *
     * @param number counts the operations of the run from 0, so that what is made of it is unique in the run
     */
    Operation next(long number, RandomGenerator random);

    /** The names of all operations that it can generate. */
    List<String> operationNames();
}
