package dev.shardproof.reports.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The pace of a piece of work and the time that is left of it, from samples of the amount done.
 *
 * <p>The pace is the mean over a window of time that slides along, so that it follows a throttle or a slow shard and is
 * not ruled by how the work began. Pure arithmetic: time comes in with the samples. Not thread-safe.
 */
public final class EtaEstimate {

    private static final double NANOS_PER_SECOND = 1e9;

    private record Sample(long nanoTime, long done) {}

    private final long windowNanos;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** @param window how far back the pace looks; the samples must come more often than that */
    public EtaEstimate(Duration window) {
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window must be longer than 0, found " + window);
        }
        this.windowNanos = window.toNanos();
    }

    /**
     * Takes a sample.
     *
     * @param nanoTime a monotonic time in nanoseconds; earlier than the last one is an error
     * @param done the amount done so far; less than before means that new work began and forgets the old samples
     */
    public void sample(long nanoTime, long done) {
        if (!samples.isEmpty() && nanoTime - samples.getLast().nanoTime() < 0) {
            throw new IllegalArgumentException(
                    "time goes backwards by %d ns".formatted(samples.getLast().nanoTime() - nanoTime));
        }
        if (!samples.isEmpty() && done < samples.getLast().done()) {
            samples.clear();
        }
        samples.addLast(new Sample(nanoTime, done));
        // The oldest sample kept is the last one outside the window, so that the window is always covered.
        while (samples.size() > 2 && nanoTime - second().nanoTime() >= windowNanos) {
            samples.removeFirst();
        }
    }

    /** The pace in units a second; empty until two samples lie apart in time. */
    public OptionalDouble perSecond() {
        if (samples.size() < 2) {
            return OptionalDouble.empty();
        }
        long nanos = samples.getLast().nanoTime() - samples.getFirst().nanoTime();
        if (nanos <= 0) {
            return OptionalDouble.empty();
        }
        long units = samples.getLast().done() - samples.getFirst().done();
        return OptionalDouble.of(units * NANOS_PER_SECOND / nanos);
    }

    /** The time left until {@code total} is done; empty while the pace is unknown or zero. */
    public Optional<Duration> remaining(long total) {
        if (!samples.isEmpty() && samples.getLast().done() >= total) {
            return Optional.of(Duration.ZERO);
        }
        OptionalDouble pace = perSecond();
        if (pace.isEmpty() || pace.getAsDouble() <= 0) {
            return Optional.empty();
        }
        double seconds = (total - samples.getLast().done()) / pace.getAsDouble();
        return Optional.of(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    private Sample second() {
        var iterator = samples.iterator();
        iterator.next();
        return iterator.next();
    }
}
