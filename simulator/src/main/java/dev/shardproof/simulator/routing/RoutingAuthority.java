package dev.shardproof.simulator.routing;

import dev.shardproof.simulator.topology.Topology;

/**
 * The one place that knows the current topology. It changes by compare-and-set on the epoch alone, so that of two
 * orchestrators one loses, and an older plan can never overwrite a newer one.
 *
 * <p>Implementations are thread-safe. Their failures are {@link RoutingException}s.
 */
public interface RoutingAuthority {

    /** The topology with the highest epoch. */
    Topology current();

    /**
     * Installs {@code next} if the current epoch is still {@code expectedEpoch}.
     *
     * @return whether it was installed; {@code false} means that somebody else was faster
     * @throws IllegalArgumentException if the epoch of {@code next} is not {@code expectedEpoch + 1}
     */
    boolean compareAndSet(long expectedEpoch, Topology next);

    /** Refuses an epoch that does not follow the expected one. */
    static void requireSuccessor(long expectedEpoch, Topology next) {
        if (next.epoch() != expectedEpoch + 1) {
            throw new IllegalArgumentException(
                    "epoch %d does not follow epoch %d".formatted(next.epoch(), expectedEpoch));
        }
    }
}
