package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * What one toxic sees of one direction of one connection: the way onwards, a clock, its random source and a number that
 * it may remember. Used by one thread only.
 */
public interface Lane {

    /** Hands {@code chunk} to the next toxic, or to the socket after the last one. */
    void forward(Chunk chunk) throws IOException;

    /**
     * Waits until the clock shows {@code nanos}.
     *
     * @return false if the toxics of the connection changed meanwhile: the toxic must then let go of the bytes that it
     *     holds, without further delay and without loss
     * @throws IOException if the connection was cut meanwhile
     */
    boolean waitUntil(long nanos) throws IOException;

    /** The time in nanoseconds, as {@link System#nanoTime()} counts it. */
    long nanoTime();

    /** The random source of this toxic on this connection; derived from the seed, so that a run can be repeated. */
    RandomGenerator random();

    /** The number that this toxic remembered on this connection; 0 at first. It survives an update of the toxic. */
    long remembered();

    /** Remembers {@code value}. */
    void remember(long value);

    /** Closes the connection in both directions, and ends the calling toxic by an exception. */
    IOException close();

    /** Resets the connection (RST to both ends), and ends the calling toxic by an exception. */
    IOException reset();
}
