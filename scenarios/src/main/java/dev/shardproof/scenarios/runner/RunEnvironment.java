package dev.shardproof.scenarios.runner;

import dev.shardproof.loadgen.driver.EpochMicros;
import dev.shardproof.simulator.migration.port.MigrationClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a run takes from the machine.
 *
 * @param clock the wall clock
 * @param nanoTime a monotonic clock in nanoseconds
 * @param path where programs are looked for, as in the environment variable PATH
 * @param toolVersion the version of Shardproof
 * @param metricsPort where on the loopback the metrics can be scraped; 0 for a free port; empty for nowhere
 */
public record RunEnvironment(
        InstantSource clock, LongSupplier nanoTime, String path, String toolVersion, OptionalInt metricsPort) {

    public RunEnvironment {
        Objects.requireNonNull(clock, "clock is null");
        Objects.requireNonNull(nanoTime, "nanoTime is null");
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(toolVersion, "toolVersion is null");
        Objects.requireNonNull(metricsPort, "metricsPort is null");
    }

    /** Without metrics to scrape. */
    public RunEnvironment(InstantSource clock, LongSupplier nanoTime, String path, String toolVersion) {
        this(clock, nanoTime, path, toolVersion, OptionalInt.empty());
    }

    /**
     * The same with a wall clock that is read once and then goes by the monotonic one. What a run learns of its phases is compared
     * with what its clients saw, so a clock that is set meanwhile must not come between them.
     */
    RunEnvironment steady() {
        return new RunEnvironment(new EpochMicros(clock, nanoTime), nanoTime, path, toolVersion, metricsPort);
    }

    /** Real time for the migrator. */
    MigrationClock migrationClock() {
        return new MigrationClock() {
            @Override
            public long nanoTime() {
                return nanoTime.getAsLong();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            }
        };
    }
}
