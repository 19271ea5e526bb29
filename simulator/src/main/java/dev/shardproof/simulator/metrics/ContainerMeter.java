package dev.shardproof.simulator.metrics;

import dev.shardproof.simulator.cluster.containers.ContainerUsage;
import dev.shardproof.simulator.cluster.containers.ContainerUsage.Traffic;
import dev.shardproof.simulator.metrics.MachineLoad.NetworkLoad;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes loads of what an engine says that a container has used. Time is the engine's, so that an answer that comes late makes
 * no load higher or lower. For one thread at a time.
 */
final class ContainerMeter {

    /** A container's interface is one end of a virtual pair; the speed that it gives is a constant of the driver. */
    private static final OptionalDouble NO_CAPACITY = OptionalDouble.empty();

    /** What does not run uses no processor, and nothing passes its interface, which is gone. */
    private static final MachineLoad STOPPED = new MachineLoad(0, Map.of("none", new NetworkLoad(0, 0, NO_CAPACITY)));

    private Optional<ContainerUsage> last = Optional.empty();
    private Optional<MachineLoad> load = Optional.empty();

    /**
     * Takes what the engine has said last, which may be what it had said before.
     *
     * @return the load between the last two that differ in time; empty as long as there are no two
     */
    Optional<MachineLoad> take(ContainerUsage usage) {
        if (usage.at().isEmpty()) {
            load = Optional.of(STOPPED);
        } else if (last.isEmpty() || last.get().at().isEmpty()) {
            load = Optional.empty();
        } else {
            double seconds = secondsBetween(last.get(), usage);
            if (seconds <= 0) {
                return load;
            }
            load = Optional.of(between(last.get(), usage, seconds));
        }
        last = Optional.of(usage);
        return load;
    }

    private static double secondsBetween(ContainerUsage before, ContainerUsage now) {
        return Duration.between(before.at().orElseThrow(), now.at().orElseThrow())
                        .toNanos()
                / 1e9;
    }

    private static MachineLoad between(ContainerUsage before, ContainerUsage now, double seconds) {
        double used = grown(before.cpuNanos(), now.cpuNanos()) / 1e9;
        Map<String, NetworkLoad> networks = new HashMap<>();
        now.networks().forEach((name, traffic) -> {
            Traffic earlier = before.networks().getOrDefault(name, new Traffic(0, 0));
            networks.put(
                    name,
                    new NetworkLoad(
                            grown(earlier.received(), traffic.received()) / seconds,
                            grown(earlier.sent(), traffic.sent()) / seconds,
                            NO_CAPACITY));
        });
        // A limit is kept over slices of time, so that a stretch between two looks may be over it.
        return new MachineLoad(Math.min(1, used / (seconds * now.cpus())), networks);
    }

    /** A container that was started again counts from 0. */
    private static double grown(long before, long now) {
        return now >= before ? now - before : now;
    }
}
