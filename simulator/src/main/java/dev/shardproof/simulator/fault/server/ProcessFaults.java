package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ServerHandle;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.ActingFault;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.probe.ConnectProbe;
import dev.shardproof.simulator.fault.probe.LinkProbe;
import dev.shardproof.simulator.fault.probe.SilenceProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Kills and stops the processes of servers that the provider has started. Thread-safe.
 *
 * <p>A crash is seen by new sessions that are refused, a pause by a server that says nothing. Neither needs the other's
 * figure: a paused server refuses nobody, and a dead one is not silent.
 */
final class ProcessFaults implements FaultFamily {

    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** More than every second sample; what is left for the moments at which the server goes and comes. */
    private static final double MOST_SAMPLES = 0.6;

    private final Cluster cluster;
    private final Leases leases;
    private final LongSupplier nanoTime;

    ProcessFaults(Cluster cluster, Leases leases, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.leases = leases;
        this.nanoTime = nanoTime;
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.CRASH, FaultKind.PAUSE);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        ServerControl control = ServerFaults.control(cluster, fault);
        List<HealAction> actions = healing(fault, control);
        // What can not be healed from outside ends with this process anyway: the server is a child of this run.
        Lease lease = actions.isEmpty() ? ServerFaults.NO_LEASE : leases.grant(fault.name(), timeToLive, actions);
        return fault.kind() == FaultKind.CRASH
                ? ActingFault.begin(fault, lease, control::kill, control::start)
                : ActingFault.begin(fault, lease, control::pause, control::resume);
    }

    private static List<HealAction> healing(Fault fault, ServerControl control) {
        ServerHandle handle;
        try {
            handle = control.handle();
        } catch (IOException e) {
            throw new FaultException("%s was not injected: %s".formatted(fault.name(), e.getMessage()), e);
        }
        boolean crash = fault.kind() == FaultKind.CRASH;
        if (handle instanceof ServerHandle.LocalProcess local) {
            return crash ? List.of() : List.of(new HealAction.ContinueProcess(local.process()));
        }
        String id = ((ServerHandle.Container) handle).id();
        return List.of(crash ? new HealAction.StartContainer(id) : new HealAction.UnpauseContainer(id));
    }

    @Override
    public List<Measure> measures(Fault fault) {
        ShardServer server = cluster.shard(fault.target().requireShard());
        if (fault.kind() == FaultKind.CRASH) {
            return List.of(refusals(server));
        }
        return List.of(new Measure(
                ExpectedEffect.of(
                        "requests without an answer in %d ms by %s".formatted(SILENCE.toMillis(), server.id()),
                        "share",
                        Summary.MEAN,
                        MOST_SAMPLES,
                        0),
                new SilenceProbe(new LinkProbe(
                        server.endpoint().host(), server.endpoint().port(), SILENCE, nanoTime))));
    }

    /** New sessions that a server refuses because it is not there. */
    static Measure refusals(ShardServer server) {
        return new Measure(
                ExpectedEffect.of("new sessions refused by " + server.id(), "share", Summary.MEAN, MOST_SAMPLES, 0),
                ConnectProbe.notThere(new ShardSessions(server).forProbes()));
    }
}
