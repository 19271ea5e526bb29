package dev.shardproof.simulator.routing;

import dev.shardproof.simulator.topology.Topology;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A routing authority within one process. Thread-safe. */
public final class InMemoryRoutingAuthority implements RoutingAuthority {

    private final AtomicReference<Topology> current;

    public InMemoryRoutingAuthority(Topology initial) {
        this.current = new AtomicReference<>(Objects.requireNonNull(initial, "initial is null"));
    }

    @Override
    public Topology current() {
        return current.get();
    }

    @Override
    public boolean compareAndSet(long expectedEpoch, Topology next) {
        RoutingAuthority.requireSuccessor(expectedEpoch, next);
        Topology seen = current.get();
        return seen.epoch() == expectedEpoch && current.compareAndSet(seen, next);
    }
}
