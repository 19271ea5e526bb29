package dev.shardproof.simulator.fault.client;

import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A figure over the last second, from readings of something that goes on. A sample waits until a quarter of a second has
 * passed since the last one; the first waits for a whole second. Used by one thread at a time.
 */
final class SlidingProbe<T> implements Probe {

    static final Duration WINDOW = Duration.ofSeconds(1);
    static final Duration SPACING = Duration.ofMillis(250);

    /** What is read, for example numbers that only rise. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /** What two readings tell. */
    @FunctionalInterface
    interface Figure<T> {
        double between(T from, T to, double seconds);
    }

    private record Read<T>(long nanos, T value) {}

    private final Reading<T> reading;
    private final Figure<T> figure;
    private final ProbeClock clock;
    private final Deque<Read<T>> window = new ArrayDeque<>();

    SlidingProbe(Reading<T> reading, Figure<T> figure, ProbeClock clock) {
        this.reading = reading;
        this.figure = figure;
        this.clock = clock;
    }

    /** How fast a number rises, a second. */
    static SlidingProbe<Long> rate(Reading<Long> number, ProbeClock clock) {
        return new SlidingProbe<>(number, (from, to, seconds) -> (to - from) / seconds, clock);
    }

    @Override
    public double sample() throws IOException {
        if (window.isEmpty()) {
            read();
            passUntil(window.getLast().nanos() + WINDOW.toNanos());
        } else {
            passUntil(window.getLast().nanos() + SPACING.toNanos());
        }
        read();
        forgetOld();
        Read<T> from = window.getFirst();
        Read<T> to = window.getLast();
        return figure.between(from.value(), to.value(), (to.nanos() - from.nanos()) / 1e9);
    }

    private void read() throws IOException {
        T value = reading.read();
        window.addLast(new Read<>(clock.nanoTime(), value));
    }

    /** Keeps one reading that is as old as the window or older, and none besides. */
    private void forgetOld() {
        long begin = window.getLast().nanos() - WINDOW.toNanos();
        while (window.size() > 2) {
            Read<T> first = window.removeFirst();
            if (window.getFirst().nanos() - begin > 0) {
                window.addFirst(first);
                return;
            }
        }
    }

    private void passUntil(long nanos) throws IOException {
        long left = nanos - clock.nanoTime();
        if (left > 0) {
            try {
                clock.pass(Duration.ofNanos(left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted between two readings").initCause(e);
            }
        }
    }
}
