package dev.shardproof.simulator.routing;

import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * An application instance's own copy of the topology, which may be stale. It is asked for again when it is older than
 * its time to live, or when a shard refused a request because the range has moved.
 *
 * <p>Thread-safe. One thread refreshes at a time; the others go on with what is there, so a slow authority slows
 * nobody down, and an authority that can not be reached leaves the last known topology in use.
 */
public final class RoutingCache {

    private final RoutingAuthority authority;
    private final long timeToLiveNanos;
    private final LongSupplier nanoTime;
    /** What it remembers for {@link #behind}: more than any scenario asks for. */
    private static final int REMEMBERED = 16;

    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Copy copy;

    /** Every topology that it has had a copy of, the newest first. Guarded by itself. */
    private final Deque<Topology> known = new ArrayDeque<>();

    private record Copy(Topology topology, long takenNanos) {}

    /**
     * @param authority where the truth is
     * @param timeToLive how old the copy may grow
     * @param nanoTime a monotonic clock in nanoseconds
     * @throws RoutingException if the first copy can not be had
     */
    public RoutingCache(RoutingAuthority authority, Duration timeToLive, LongSupplier nanoTime) {
        this.authority = Objects.requireNonNull(authority, "authority is null");
        this.timeToLiveNanos = timeToLive.toNanos();
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        take(authority.current());
    }

    /** The topology as this instance believes it to be. */
    public Topology topology() {
        Copy seen = copy;
        if (nanoTime.getAsLong() - seen.takenNanos > timeToLiveNanos && refreshing.tryLock()) {
            try {
                refresh();
            } finally {
                refreshing.unlock();
            }
        }
        return copy.topology;
    }

    /**
     * Asks the authority again because a shard refused the given epoch. Does nothing if the copy is newer than that
     * already: another thread was here before.
     */
    public void refusedAt(long epoch) {
        refreshing.lock();
        try {
            if (copy.topology.epoch() <= epoch) {
                refresh();
            }
        } finally {
            refreshing.unlock();
        }
    }

    /** Takes a topology that somebody tells it of, if it is newer than its copy. Asks nobody. */
    public void offer(Topology topology) {
        refreshing.lock();
        try {
            if (topology.epoch() > copy.topology.epoch()) {
                take(topology);
            }
        } finally {
            refreshing.unlock();
        }
    }

    /**
     * The newest topology that it has known and whose epoch is at least so many behind its copy's. Where it has known none
     * that old, the oldest.
     *
     * @param epochs not negative
     */
    public Topology behind(long epochs) {
        long newest = copy.topology.epoch() - epochs;
        synchronized (known) {
            return known.stream()
                    .filter(topology -> topology.epoch() <= newest)
                    .findFirst()
                    .orElseGet(known::getLast);
        }
    }

    private void refresh() {
        try {
            take(authority.current());
        } catch (RoutingException e) {
            take(copy.topology);
        }
    }

    private void take(Topology topology) {
        copy = new Copy(topology, nanoTime.getAsLong());
        synchronized (known) {
            if (known.isEmpty() || known.getFirst().epoch() < topology.epoch()) {
                known.addFirst(topology);
            }
            if (known.size() > REMEMBERED) {
                known.removeLast();
            }
        }
    }
}
