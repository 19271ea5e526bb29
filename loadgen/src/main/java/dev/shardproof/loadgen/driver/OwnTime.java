package dev.shardproof.loadgen.driver;

import java.util.ArrayDeque;

/**
 * How much of the past the driver has spent with itself, per thread, while no thread was free: generating operations,
 * writing them down, waiting for a processor in between. Of a time in which operations waited, that part is the driver's
 * own fault. Not thread-safe.
 */
final class OwnTime {

    private static final long GRAIN_MICROS = 1_000;

    private final int threads;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private double total;

    OwnTime(int threads) {
        this.threads = threads;
    }

    private record Sample(long micros, double total) {}

    /** A thread spent so much time, until now, between two operations. */
    void add(long nowMicros, long ownMicros) {
        if (samples.isEmpty() || nowMicros - samples.getLast().micros() >= GRAIN_MICROS) {
            samples.add(new Sample(nowMicros, total));
        }
        total += (double) ownMicros / threads;
    }

    /** How much it was since that time, which must not be earlier than that of the last call. */
    double since(long micros) {
        Sample before = samples.peekFirst();
        while (!samples.isEmpty() && samples.peekFirst().micros() <= micros) {
            before = samples.pollFirst();
        }
        if (before == null) {
            return 0;
        }
        if (before.micros() <= micros) {
            samples.addFirst(before); // later times may still begin in its grain
        }
        return total - before.total();
    }
}
