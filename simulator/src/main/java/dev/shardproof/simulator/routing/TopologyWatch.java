package dev.shardproof.simulator.routing;

import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the authority over and over, for all instances of a process together, and tells its subscribers of each newer
 * topology: to them it is a push, whatever the authority can do. An authority that can not be reached is asked again later.
 * Thread-safe; subscribers are called on its own daemon thread.
 */
public final class TopologyWatch implements AutoCloseable {

    private final RoutingAuthority authority;
    private final List<Consumer<Topology>> subscribers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "topology-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long newestEpoch;

    /** @throws RoutingException if the authority can not be asked a first time */
    public TopologyWatch(RoutingAuthority authority) {
        this.authority = Objects.requireNonNull(authority, "authority is null");
        this.newestEpoch = authority.current().epoch();
    }

    /** Begins to ask. */
    public void start(Duration pause) {
        ticker.scheduleWithFixedDelay(this::look, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Is told of each topology that is newer than all before. */
    public void subscribe(Consumer<Topology> subscriber) {
        subscribers.add(subscriber);
    }

    /** The newest epoch that it has seen. */
    public long newestEpoch() {
        return newestEpoch;
    }

    /** Asks once. */
    void look() {
        try {
            Topology current = authority.current();
            if (current.epoch() > newestEpoch) {
                newestEpoch = current.epoch();
                subscribers.forEach(subscriber -> subscriber.accept(current));
            }
        } catch (RoutingException e) {
            // Asked again soon; until then the last one counts, as it does for the caches.
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
