package dev.shardproof.scenarios.spec;

import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardAction;
import dev.shardproof.verifier.guard.GuardMetric;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What watches the run and acts on it.
 *
 * @param guards each with its condition and action; the alerts that everybody wants stand here, too, if they are wanted
 * @param networkCapacity what the network can do in one direction, in bytes a second; empty to believe the interfaces
 */
public record GuardsSpec(List<Guard> guards, OptionalLong networkCapacity) {

    /** Nothing is watched. */
    public static final GuardsSpec NONE = new GuardsSpec(List.of(), OptionalLong.empty());

    public static final long CAPACITY_MIN = 1_000;
    public static final long CAPACITY_MAX = 1_000_000_000_000L;

    /** What the operating system of the machine tells on which the servers run. */
    public static final Set<GuardMetric> OF_THE_MACHINE =
            Set.of(GuardMetric.CPU, GuardMetric.IO_WAIT, GuardMetric.NETWORK);

    public GuardsSpec {
        guards = List.copyOf(guards);
        Objects.requireNonNull(networkCapacity, "networkCapacity is null");
        if (networkCapacity.isPresent()
                && (networkCapacity.getAsLong() < CAPACITY_MIN || networkCapacity.getAsLong() > CAPACITY_MAX)) {
            throw new IllegalArgumentException("a network can not have a capacity of " + networkCapacity.getAsLong());
        }
        if (networkCapacity.isPresent()
                && guards.stream().noneMatch(guard -> guard.condition().metric() == GuardMetric.NETWORK)) {
            throw new IllegalArgumentException("a network's capacity is given, but no guard watches the network");
        }
    }

    /** The alerts that {@code defaults} stands for: on external servers without what only their machines could tell. */
    public static List<Guard> defaults(ClusterSpec.Provider provider) {
        return Guard.defaults().stream()
                .filter(guard -> provider != ClusterSpec.Provider.EXTERNAL
                        || !OF_THE_MACHINE.contains(guard.condition().metric()))
                .toList();
    }

    /** Whether a guard has that action. */
    public boolean has(GuardAction action) {
        return guards.stream().anyMatch(guard -> guard.action() == action);
    }
}
