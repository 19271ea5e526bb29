package dev.shardproof.scenarios.metrics;

import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.simulator.metrics.HostMetrics;
import dev.shardproof.simulator.metrics.MachineLoad;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Readings of the machines that servers run on, or of what stands for a machine: each metric of the one that is worst off. Not
 * thread-safe, but {@link #ioWait} and {@link #remedy} may be asked beside {@link #load}.
 */
final class MachineReadings {

    private final HostMetrics machines;
    private final OptionalLong capacity;
    private volatile String networkProblem = "";

    /**
     * @param machines who is asked
     * @param capacity what the network of one machine can do in one direction, in bytes a second; empty to believe its
     *     interfaces
     */
    MachineReadings(HostMetrics machines, OptionalLong capacity) {
        this.machines = Objects.requireNonNull(machines, "machines is null");
        this.capacity = Objects.requireNonNull(capacity, "capacity is null");
    }

    /**
     * Processor and network.
     *
     * @return none as long as there is nothing to compare with; none for the network if its use is not known, see
     *     {@link #networkProblem}
     * @throws IOException if a machine does not tell
     */
    List<Reading> load(long now) throws IOException {
        networkProblem = "";
        Map<String, MachineLoad> loads = machines.load();
        if (loads.isEmpty()) {
            return List.of();
        }
        List<Reading> readings = new ArrayList<>();
        readings.add(Reading.of(
                GuardMetric.CPU,
                now,
                worst(loads.values().stream().map(MachineLoad::cpuShare).toList())));
        List<String> untold = loads.entrySet().stream()
                .filter(load -> network(load.getValue()).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        networkProblem = untold.isEmpty() ? "" : untold(untold);
        if (untold.isEmpty()) {
            readings.add(Reading.of(
                    GuardMetric.NETWORK,
                    now,
                    worst(loads.values().stream()
                            .map(load -> network(load).orElseThrow())
                            .toList())));
        }
        return readings;
    }

    /** What was waited for disks; fails as {@link #load} does. */
    List<Reading> ioWait(long now) throws IOException {
        Map<String, Double> shares = machines.ioWait();
        return shares.isEmpty() ? List.of() : List.of(Reading.of(GuardMetric.IO_WAIT, now, worst(shares.values())));
    }

    private OptionalDouble network(MachineLoad load) {
        return capacity.isEmpty()
                ? load.networkShare()
                : load.bytesPerSecond().stream()
                        .map(bytes -> bytes / capacity.getAsLong())
                        .findFirst();
    }

    private String untold(List<String> names) {
        String whose = names.stream().sorted().collect(Collectors.joining(", "));
        return capacity.isEmpty()
                ? "no interface of %s tells what it can carry".formatted(whose)
                : "no interface of %s tells its traffic".formatted(whose);
    }

    private static double worst(Collection<Double> shares) {
        return shares.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Why the last load had no reading of the network; empty if it had one, or if there was none. */
    String networkProblem() {
        return networkProblem;
    }

    /** What to write into the scenario so that a guard on the network can be watched. */
    String remedy(Guard guard) {
        if (networkProblem.isEmpty()
                || capacity.isPresent()
                || guard.condition().metric() != GuardMetric.NETWORK) {
            return "";
        }
        return ("; say it in the scenario, with your network's own figure in the place of 1GB/s:"
                        + " guards: [defaults, {when: network > %s, for: %s, then: %s, capacity: 1GB/s}]"
                        + " (without 'defaults' if it does not stand there now)")
                .formatted(
                        Quantities.formatPercent(guard.condition().threshold() * 100),
                        Quantities.formatDuration(guard.condition().window()),
                        guard.action().key());
    }
}
