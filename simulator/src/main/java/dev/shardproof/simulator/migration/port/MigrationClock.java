package dev.shardproof.simulator.migration.port;

import java.time.Duration;

/** Monotonic time and waiting, so that the simulated world can decide both. */
public interface MigrationClock {

    /** A monotonic time in nanoseconds. */
    long nanoTime();

    /** Lets time pass. */
    void sleep(Duration duration) throws InterruptedException;
}
