package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An operator's levers on a running migration: slower, pause, go on, give up. The migrator looks at them between its
 * steps and before every piece of a copy; a statement that is under way is not broken off. Thread-safe.
 *
 * <p>A migration that has raised its fence does not pause any more, for clients would wait for it; it can still be given
 * up until it has switched.
 */
public final class MigrationControl {

    private static final Duration LOOK = Duration.ofMillis(50);

    private final MigrationClock clock;
    private final CopyPace pace;
    private boolean paused;
    private Optional<String> abortReason = Optional.empty();

    MigrationControl(OptionalLong throttleBytesPerSecond, MigrationClock clock) {
        this.clock = clock;
        this.pace = new CopyPace(throttleBytesPerSecond, clock);
    }

    /**
     * Halves the copy's pace, down to a floor.
     *
     * @return the new pace in bytes a second, over all streams; empty if it is at the floor already
     */
    public OptionalLong slowDown() {
        return pace.slowDown();
    }

    /** The copy's greatest pace in bytes a second; empty if it has no limit. */
    public OptionalLong paceLimit() {
        return pace.limit();
    }

    /** Has the migration wait at its next step. Idempotent. */
    public synchronized void pause() {
        paused = true;
    }

    /** Has it go on. Idempotent. */
    public synchronized void resume() {
        paused = false;
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    /** Has the migration give up at its next step, with this as the reason; the first reason stays. */
    public synchronized void abort(String reason) {
        Objects.requireNonNull(reason, "reason is null");
        if (abortReason.isEmpty()) {
            abortReason = Optional.of(reason);
        }
    }

    /** Why it was told to give up; empty if it was not. Whether it did, its state tells. */
    public synchronized Optional<String> abortReason() {
        return abortReason;
    }

    CopyPace pace() {
        return pace;
    }

    /**
     * Goes on at once unless somebody says otherwise.
     *
     * @return how long it has waited, in nanoseconds
     * @throws MigrationException if the migration is to be given up
     */
    long pass() throws InterruptedException {
        long begin = clock.nanoTime();
        requireWanted();
        while (isPaused()) {
            clock.sleep(LOOK);
            requireWanted();
        }
        return clock.nanoTime() - begin;
    }

    /** @throws MigrationException if the migration is to be given up */
    void requireWanted() {
        abortReason().ifPresent(reason -> {
            throw new MigrationException(reason);
        });
    }
}
