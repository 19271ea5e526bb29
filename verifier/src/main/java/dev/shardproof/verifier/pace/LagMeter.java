package dev.shardproof.verifier.pace;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long ago a server had already written what a follower has not replayed yet: the age of the follower's position by
 * the watcher's own clock, so that the servers' clocks need not agree. A lower bound: it can not be longer than the
 * server has been watched, and looks back an hour at most. Not thread-safe.
 */
final class LagMeter {

    private static final long MEMORY_NANOS = Duration.ofHours(1).toNanos();

    private record Seen(long nanoTime, long position) {}

    private final Deque<Seen> seen = new ArrayDeque<>();

    /** The server has written up to here. */
    void written(long nanoTime, long position) {
        if (seen.isEmpty() || position > seen.getLast().position()) {
            seen.addLast(new Seen(nanoTime, position));
        }
        while (seen.size() > 1 && nanoTime - seen.getFirst().nanoTime() > MEMORY_NANOS) {
            seen.removeFirst();
        }
    }

    /** For how long a follower at that position has been behind, at least. */
    Duration behind(long nanoTime, long replayed) {
        for (Seen one : seen) {
            if (one.position() > replayed) {
                return Duration.ofNanos(nanoTime - one.nanoTime());
            }
        }
        return Duration.ZERO;
    }
}
