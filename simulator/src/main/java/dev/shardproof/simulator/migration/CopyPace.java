package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.CopyPort;
import dev.shardproof.simulator.migration.port.MigrationClock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How fast all streams of a copy may go together, which can be made slower while they go. Thread-safe.
 *
 * <p>A copy without a limit is slowed down from the pace that it has had in the last seconds.
 */
final class CopyPace implements CopyPort.Pace {

    /** The slowest pace that slowing down leads to: a copy that crawls holds its snapshots for ever. */
    static final long FLOOR_BYTES_PER_SECOND = 100_000;

    private static final double MEASURED_SECONDS = 5;

    private final MigrationClock clock;
    private OptionalLong limit;
    private TokenBucket bucket;
    private long measuredFrom;
    private long measuredBytes;
    private double bytesPerSecond;

    CopyPace(OptionalLong limit, MigrationClock clock) {
        this.clock = clock;
        this.measuredFrom = clock.nanoTime();
        set(limit);
    }

    private void set(OptionalLong newLimit) {
        limit = newLimit;
        bucket = newLimit.isPresent() ? new TokenBucket(newLimit.getAsLong(), clock.nanoTime()) : null;
    }

    /**
     * Halves the pace.
     *
     * @return the new limit in bytes a second; empty if it is not slowed down, for it has reached the floor
     */
    synchronized OptionalLong slowDown() {
        measure(0);
        double now = limit.isPresent() ? limit.getAsLong() : bytesPerSecond;
        if (limit.isPresent() && now <= FLOOR_BYTES_PER_SECOND) {
            return OptionalLong.empty();
        }
        set(OptionalLong.of(Math.max(FLOOR_BYTES_PER_SECOND, Math.round(now / 2))));
        return limit;
    }

    /** The limit now; empty if there is none. */
    synchronized OptionalLong limit() {
        return limit;
    }

    private void measure(long bytes) {
        measuredBytes += bytes;
        double seconds = (clock.nanoTime() - measuredFrom) / 1e9;
        if (seconds > 0) {
            bytesPerSecond = measuredBytes / seconds;
        }
        if (seconds > MEASURED_SECONDS) { // the older half fades
            measuredFrom += Math.round(seconds * 0.5e9);
            measuredBytes /= 2;
        }
    }

    @Override
    public void before(long bytes) throws InterruptedException {
        long wait;
        synchronized (this) {
            measure(bytes);
            wait = bucket == null ? 0 : bucket.take(bytes, clock.nanoTime());
        }
        if (wait > 0) {
            clock.sleep(Duration.ofNanos(wait));
        }
    }
}
