package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.FaultFamilies;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.client.ProbeClock;
import dev.shardproof.simulator.fault.data.DataFaults;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.migration.FaultyPorts;
import dev.shardproof.simulator.fault.migration.MigrationFaults;
import dev.shardproof.simulator.fault.network.NetworkFaults;
import dev.shardproof.simulator.fault.server.ServerFaults;
import dev.shardproof.simulator.fault.statement.StatementFaults;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.routing.RoutingAuthority;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Every family of faults that a run can inject, with what each of them acts on. */
public final class RunFaults {

    private final Cluster cluster;
    private final LiveShards shards;
    private final Leases leases;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /**
     * @param cluster the servers
     * @param shards the ways to them
     * @param leases who heals what this process can not
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public RunFaults(Cluster cluster, LiveShards shards, Leases leases, InstantSource clock, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.shards = shards;
        this.leases = leases;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** The families, as one; what neither the provider nor the proxies can do is not among their kinds. */
    public FaultFamily families(
            LoadProcess load, RoutingAuthority authority, OnlineMigrator migrator, FaultyPorts ports) {
        Set<ShardServer> targets = migrator.streams().stream()
                .map(stream -> shards.server(stream.target()))
                .collect(Collectors.toSet());
        return new FaultFamilies(List.of(
                new NetworkFaults(shards.links(), shards::server, leases, nanoTime),
                new StatementFaults(shards.links(), cluster, leases, nanoTime),
                ServerFaults.of(cluster, leases, nanoTime),
                new DataFaults(cluster, nanoTime),
                new ApplicationLink(load, shards, authority).faults(ProbeClock.of(clock, nanoTime)),
                new MigrationFaults(
                        ports,
                        () -> migrator.progress().state(),
                        shards.servers(),
                        targets,
                        LiveShards.MIGRATOR,
                        nanoTime)));
    }
}
