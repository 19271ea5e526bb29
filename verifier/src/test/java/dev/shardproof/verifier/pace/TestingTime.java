package dev.shardproof.verifier.pace;

import java.time.Duration;

/** A clock that only goes on when somebody sleeps, and may do something then. */
public final class TestingTime implements Sleeper {

    /** What happens when the clock reaches a time. */
    @FunctionalInterface
    public interface Event {
        void at(Duration time);
    }

    private long nanos = 1_000_000;
    private final long start = nanos;
    public Event onSleep = time -> {};
    public Duration slept = Duration.ZERO;

    @Override
    public synchronized void sleep(Duration pause) {
        slept = slept.plus(pause);
        nanos += pause.toNanos();
        onSleep.at(now());
    }

    public synchronized long nanoTime() {
        return nanos;
    }

    public synchronized Duration now() {
        return Duration.ofNanos(nanos - start);
    }

    /** Time goes by without anybody sleeping. */
    public synchronized void pass(Duration time) {
        nanos += time.toNanos();
    }
}
