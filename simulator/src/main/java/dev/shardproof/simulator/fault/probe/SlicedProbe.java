package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * For what comes and goes: from its first failure on, a sample watches a slice of time, and fails if anything in it did.
 * Otherwise a few quick samples between two disturbances would look like the end of them.
 */
public final class SlicedProbe implements Probe {

    private final Probe inner;
    private final long sliceNanos;
    private final long pollNanos;
    private final LongSupplier nanoTime;
    private boolean failedBefore;

    /**
     * Watches by way of {@code inner}, which it closes.
     *
     * @param slice the length of a sample
     * @param poll the pause between two looks
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public SlicedProbe(Probe inner, Duration slice, Duration poll, LongSupplier nanoTime) {
        this.inner = Objects.requireNonNull(inner, "inner is null");
        this.sliceNanos = slice.toNanos();
        this.pollNanos = poll.toNanos();
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public double sample() throws IOException {
        try {
            return failedBefore ? watch() : inner.sample();
        } catch (IOException e) {
            failedBefore = true;
            throw e;
        }
    }

    /** The last answer of the slice. */
    private double watch() throws IOException {
        long end = nanoTime.getAsLong() + sliceNanos;
        IOException failure = null;
        double last = 0;
        while (true) {
            try {
                last = inner.sample();
            } catch (IOException e) {
                failure = e;
            }
            long left = end - nanoTime.getAsLong();
            if (left <= 0) {
                break;
            }
            pause(Math.min(left, pollNanos));
        }
        if (failure != null) {
            throw failure;
        }
        return last;
    }

    /** Waiting is the feature: a slice has a length. */
    private static void pause(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while watching a link");
        }
    }

    @Override
    public void close() {
        inner.close();
    }
}
