package dev.shardproof.simulator.fault.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Time as probes need it. Implementations are thread-safe. */
public interface ProbeClock {

    /** A monotonic clock in nanoseconds. */
    long nanoTime();

    /** Microseconds since 1970. */
    long epochMicros();

    /** Lets time pass. */
    void pass(Duration duration) throws InterruptedException;

    /**
     * Real time.
     *
     * @param clock the wall clock
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    static ProbeClock of(InstantSource clock, LongSupplier nanoTime) {
        return new ProbeClock() {
            @Override
            public long nanoTime() {
                return nanoTime.getAsLong();
            }

            @Override
            public long epochMicros() {
                return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            }

            @Override
            public void pass(Duration duration) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(duration.toNanos()); // waiting is the feature
            }
        };
    }
}
