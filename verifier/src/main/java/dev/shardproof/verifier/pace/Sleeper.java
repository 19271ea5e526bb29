package dev.shardproof.verifier.pace;

import java.time.Duration;

/** Lets time pass. Implementations must be thread-safe. */
@FunctionalInterface
public interface Sleeper {

    /** Really sleeps: for those who wait as a feature, out of politeness or for a replica. */
    Sleeper REAL = pause -> Thread.sleep(pause.toMillis());

    void sleep(Duration pause) throws InterruptedException;
}
