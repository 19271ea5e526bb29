package dev.shardproof.simulator.client;

import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.Topology;
import java.util.Objects;
import java.util.Optional;

/**
 * A routing cache that can be pinned to one topology, which becomes old when the authority goes on. Thread-safe.
 *
 * <p>Only what the instance has known can be pinned: before a switch that is the present topology.
 */
final class PinnedRouting {

    private final RoutingCache cache;
    private final boolean refreshOnMoved;
    private final Overrides<Pin> pins = new Overrides<>();

    private static final class Pin {
        private volatile Topology topology;
        private final boolean refreshOnMoved;

        Pin(Topology topology, boolean refreshOnMoved) {
            this.topology = topology;
            this.refreshOnMoved = refreshOnMoved;
        }
    }

    /** @param refreshOnMoved whether a refusal makes it look again while nothing is pinned */
    PinnedRouting(RoutingCache cache, boolean refreshOnMoved) {
        this.cache = Objects.requireNonNull(cache, "cache is null");
        this.refreshOnMoved = refreshOnMoved;
    }

    /** What the instance routes by. */
    Topology topology() {
        Optional<Pin> pin = pins.current();
        return pin.isPresent() ? pin.get().topology : cache.topology();
    }

    /** Somebody tells of a topology; what is pinned stays pinned. */
    void offer(Topology topology) {
        cache.offer(topology);
    }

    /** A shard has refused the epoch: look again, unless the pin or the setting forbids it. */
    void refusedAt(long epoch) {
        Optional<Pin> pin = pins.current();
        if (pin.isEmpty()) {
            if (refreshOnMoved) {
                cache.refusedAt(epoch);
            }
        } else if (pin.get().refreshOnMoved && pin.get().topology.epoch() <= epoch) {
            cache.refusedAt(epoch);
            pin.get().topology = cache.topology();
        }
    }

    void pin(String name, long epochsBehind, boolean refreshOnMoved) {
        cache.topology(); // a cache that nobody has asked for a while looks again first
        pins.set(name, new Pin(cache.behind(epochsBehind), refreshOnMoved));
    }

    void unpin(String name) {
        pins.lift(name);
    }
}
