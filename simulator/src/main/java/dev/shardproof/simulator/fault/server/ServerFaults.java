package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamilies;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.lease.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The faults of database servers. Those that are sessions can be injected into any server; the others need the
 * {@link ServerControl} of a provider that has started it. All go to the servers directly, past the proxies, and so do
 * their probes. Thread-safe.
 */
public final class ServerFaults implements FaultFamily {

    /** For what ends with this process, or with the server, anyway. */
    static final Lease NO_LEASE = () -> {};

    private final FaultFamily all;

    private ServerFaults(List<FaultFamily> families) {
        this.all = new FaultFamilies(families);
    }

    /**
     * The faults that are possible on the servers of {@code cluster}, which stays the caller's.
     *
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public static ServerFaults of(Cluster cluster, Leases leases, LongSupplier nanoTime) {
        Objects.requireNonNull(leases, "leases is null");
        Objects.requireNonNull(nanoTime, "nanoTime is null");
        List<FaultFamily> families = new ArrayList<>();
        families.add(new SessionFaults(cluster, nanoTime));
        if (someCan(cluster, control -> true)) {
            families.add(new ProcessFaults(cluster, leases, nanoTime));
            families.add(new SlowDiskFaults(cluster, nanoTime));
        }
        if (someCan(cluster, control -> control.standbys().isPresent())) {
            families.add(new FailoverFaults(cluster));
        }
        if (someCan(cluster, control -> control.walVolume().isPresent())) {
            families.add(new FullDiskFaults(cluster));
        }
        return new ServerFaults(families);
    }

    private static boolean someCan(Cluster cluster, Predicate<ServerControl> ability) {
        return cluster.shards().stream()
                .anyMatch(server -> cluster.control(server.id()).filter(ability).isPresent());
    }

    @Override
    public Set<FaultKind> kinds() {
        return all.kinds();
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        return all.inject(fault, timeToLive);
    }

    @Override
    public List<Measure> measures(Fault fault) {
        return all.measures(fault);
    }

    /** Power over the server that a fault is aimed at. */
    static ServerControl control(Cluster cluster, Fault fault) {
        return cluster.control(fault.target().requireShard())
                .orElseThrow(() -> new FaultException(
                        "%s needs a server that Shardproof has started itself".formatted(fault.name())));
    }

    /** Something that not every provider can do with its servers; {@code otherwise} says what is missing. */
    static <T> T ability(Fault fault, Optional<T> ability, String otherwise) {
        return ability.orElseThrow(() -> new FaultException("%s: %s".formatted(fault.name(), otherwise)));
    }
}
