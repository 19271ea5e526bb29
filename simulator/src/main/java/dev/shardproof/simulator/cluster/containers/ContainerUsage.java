package dev.shardproof.simulator.cluster.containers;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a container has used since it was started, as the engine counts it. Two of them make a load.
 *
 * @param at when, by the engine's clock; empty if the container does not run, so that it uses nothing
 * @param cpuNanos processor time of all its processes, in nanoseconds
 * @param cpus how many processors it may use: its limit, else those of the engine's machine
 * @param networks bytes by the interface's name; empty if it has no network of its own
 */
public record ContainerUsage(Optional<Instant> at, long cpuNanos, double cpus, Map<String, Traffic> networks) {

    /** It does not run. */
    static final ContainerUsage STOPPED = new ContainerUsage(Optional.empty(), 0, 1, Map.of());

    public ContainerUsage {
        Objects.requireNonNull(at, "at is null");
        networks = Map.copyOf(networks);
        if (cpuNanos < 0) {
            throw new IllegalArgumentException("a container can not have used %d ns".formatted(cpuNanos));
        }
        if (!(cpus > 0)) {
            throw new IllegalArgumentException("a container can not run on %s processors".formatted(cpus));
        }
    }

    /** Bytes that an interface has received and sent. */
    public record Traffic(long received, long sent) {}
}
