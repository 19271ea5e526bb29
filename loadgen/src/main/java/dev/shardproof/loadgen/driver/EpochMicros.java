package dev.shardproof.loadgen.driver;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * A clock in microseconds since the epoch that never goes back: the wall clock is read once, a monotonic clock counts
 * from there. A wall clock that is set during a run is therefore not followed. Thread-safe if both sources are.
 */
public final class EpochMicros implements LongSupplier, InstantSource {

    private final LongSupplier nanoTime;
    private final long nanosAtStart;
    private final long microsAtStart;

    /**
     * @param wall says what time it is
     * @param nanoTime a monotonic clock in nanoseconds, e.g. {@code System::nanoTime}
     */
    public EpochMicros(InstantSource wall, LongSupplier nanoTime) {
        this(micros(wall.instant()), nanoTime.getAsLong(), nanoTime);
    }

    /**
     * Goes on where another one has begun.
     *
     * @param microsAtStart what time it was then
     * @param nanosAtStart what the monotonic clock said then
     * @param nanoTime the same monotonic clock
     */
    public EpochMicros(long microsAtStart, long nanosAtStart, LongSupplier nanoTime) {
        this.microsAtStart = microsAtStart;
        this.nanosAtStart = nanosAtStart;
        this.nanoTime = nanoTime;
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    @Override
    public long getAsLong() {
        return microsAtStart + (nanoTime.getAsLong() - nanosAtStart) / 1_000;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plus(getAsLong(), ChronoUnit.MICROS);
    }
}
