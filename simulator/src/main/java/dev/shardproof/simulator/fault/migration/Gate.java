package dev.shardproof.simulator.fault.migration;

import dev.shardproof.simulator.migration.port.MigrationException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where the migrator has to pass. It opens again by itself when its time is over. Thread-safe. */
final class Gate {

    private final String name;
    private int shut;
    private long opensAt;

    Gate(String name) {
        this.name = name;
    }

    /** Shuts it; several times need several openings. */
    synchronized void shut(Duration timeToLive) {
        long end = System.nanoTime() + timeToLive.toNanos();
        opensAt = shut == 0 || end - opensAt > 0 ? end : opensAt;
        shut++;
    }

    synchronized void open() {
        shut--;
        notifyAll();
    }

    /**
     * Waits while it is shut.
     *
     * @throws InterruptedException if the migration is being aborted
     */
    synchronized void pass() throws InterruptedException {
        while (shut > 0) {
            long left = opensAt - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** The same for steps that can not say that they were interrupted. */
    void passOrFail() {
        try {
            pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException("interrupted while it was held by " + name, e);
        }
    }
}
