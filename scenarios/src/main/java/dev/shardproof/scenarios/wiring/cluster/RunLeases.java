package dev.shardproof.scenarios.wiring.cluster;

import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.HealedFault;
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.watchdog.DeadLeases;
import dev.shardproof.simulator.fault.watchdog.WatchedLeases;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The leases of a run and their watchdog. What runs in an engine is under a lease of its own, so that it is removed when this
 * process is killed, and not only by the next run. Thread-safe.
 */
public final class RunLeases implements AutoCloseable {

    private static final String CONTAINERS = "containers of a run";
    private static final Duration LONGER_THAN_ANY_RUN = Duration.ofDays(30);

    private final WatchedLeases watched;
    private final Lease engine;

    private RunLeases(WatchedLeases watched, Lease engine) {
        this.watched = watched;
        this.engine = engine;
    }

    /**
     * Heals what dead runs have left and nobody has healed, and tells what their watchdogs have healed. Before
     * {@link RunRegistry#reapDead()}.
     */
    static List<HealedFault> settleDead(RunRegistry registry) throws IOException {
        return new DeadLeases(registry, System.getenv()).settle();
    }

    /**
     * Starts the watchdog. Before anything is started that a killed run must not leave.
     *
     * @param provider who runs the servers
     * @param nanoTime a clock like {@link System#nanoTime()}
     * @throws IOException if the watchdog does not start
     */
    public static RunLeases open(RunRegistry registry, ClusterSpec.Provider provider, LongSupplier nanoTime)
            throws IOException {
        WatchedLeases watched = WatchedLeases.open(registry, nanoTime, System.getenv());
        Lease engine = provider == ClusterSpec.Provider.CONTAINERS
                ? watched.grant(
                        CONTAINERS, LONGER_THAN_ANY_RUN, List.of(new HealAction.RemoveContainers(registry.runId())))
                : () -> {};
        return new RunLeases(watched, engine);
    }

    /** For the families of faults. */
    public Leases leases() {
        return watched;
    }

    /** The faults whose leases are open now. */
    public List<String> openFaults() {
        return watched.open().stream()
                .filter(fault -> !fault.equals(CONTAINERS))
                .toList();
    }

    /** What the watchdog had to heal in this run; complete when this is closed. */
    public List<HealedFault> healed() {
        return watched.healed();
    }

    /** To be closed when faults and servers are gone: what is still under a lease is healed by the watchdog. Idempotent. */
    @Override
    public void close() {
        engine.close();
        watched.close();
    }
}
