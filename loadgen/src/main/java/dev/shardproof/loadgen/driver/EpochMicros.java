package dev.shardproof.loadgen.driver;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A clock in microseconds since the epoch that never goes back: the wall clock is read once, a monotonic clock counts
 * from there. A wall clock that is set during a run is therefore not followed. Thread-safe if both sources are.
 */
public final class EpochMicros implements LongSupplier {

    private final LongSupplier nanoTime;
    private final long nanosAtStart;
    private final long microsAtStart;

    /**
     * @param wall says what time it is
     * @param nanoTime a monotonic clock in nanoseconds, e.g. {@code System::nanoTime}
     */
    public EpochMicros(InstantSource wall, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        Instant now = wall.instant();
        this.nanosAtStart = nanoTime.getAsLong();
        this.microsAtStart = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000;
    }

    @Override
    public long getAsLong() {
        return microsAtStart + (nanoTime.getAsLong() - nanosAtStart) / 1_000;
    }
}
