package dev.shardproof.simulator.metrics;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * How busy a machine was between two looks.
 *
 * @param cpuShare processor time in use, as a share of what it may use; waiting for a disk is not use
 * @param networks traffic by the interface's name
 */
public record MachineLoad(double cpuShare, Map<String, NetworkLoad> networks) {

    public MachineLoad {
        networks = Map.copyOf(networks);
    }

    /**
     * Traffic of one interface.
     *
     * @param receivedPerSecond bytes received a second
     * @param sentPerSecond bytes sent a second
     * @param capacity what the interface can do in one direction, in bytes a second; empty if it does not tell
     */
    public record NetworkLoad(double receivedPerSecond, double sentPerSecond, OptionalDouble capacity) {

        /** The busier direction. */
        double busiest() {
            return Math.max(receivedPerSecond, sentPerSecond);
        }
    }

    /** Bytes a second in the busier direction over all interfaces, the loopback included; empty if it has none. */
    public OptionalDouble bytesPerSecond() {
        double received = networks.values().stream()
                .mapToDouble(NetworkLoad::receivedPerSecond)
                .sum();
        double sent = networks.values().stream()
                .mapToDouble(NetworkLoad::sentPerSecond)
                .sum();
        return networks.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Math.max(received, sent));
    }

    /** The share of its capacity that the fullest interface uses; empty if no interface tells its capacity. */
    public OptionalDouble networkShare() {
        return networks.values().stream()
                .filter(network -> network.capacity().isPresent())
                .mapToDouble(network -> network.busiest() / network.capacity().getAsDouble())
                .max();
    }
}
