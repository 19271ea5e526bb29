package dev.shardproof.scenarios.wiring.cluster;

import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.ContainersSpec;
import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.containers.ContainerEngine;
import dev.shardproof.simulator.cluster.containers.ContainerReaper;
import dev.shardproof.simulator.cluster.containers.ContainerSettings;
import dev.shardproof.simulator.cluster.containers.ContainersCluster;
import dev.shardproof.simulator.cluster.containers.EngineMissingException;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedSettings;
import dev.shardproof.simulator.cluster.external.ExternalCluster;
import dev.shardproof.simulator.cluster.registry.ReapedRun;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServers;
import dev.shardproof.simulator.fault.proxy.ToxiproxyContainer;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The servers of a scenario's provider and the proxy server that stands before them. Closing it ends both. Thread-safe.
 */
public final class LiveCluster implements AutoCloseable {

    private final Cluster cluster;
    private final ProxyServer proxies;
    private final String databaseDescription;

    private LiveCluster(Cluster cluster, ProxyServer proxies, String databaseDescription) {
        this.cluster = cluster;
        this.proxies = proxies;
        this.databaseDescription = databaseDescription;
    }

    /**
     * Starts servers and proxy server.
     *
     * @param scenario says where, and what will be done to them
     * @param plan which of them replicate from each other
     * @param registry who cleans up if this JVM ends early
     * @param path where programs are looked for, as in the environment variable PATH
     * @throws ClusterStartException if a server does not start; nothing is left running
     */
    public static LiveCluster start(Scenario scenario, ReshardPlan plan, RunRegistry registry, String path) {
        ClusterSpec.Provider provider = scenario.cluster().provider();
        switch (provider) {
            case EMBEDDED:
                return embedded(scenario, registry, path);
            case CONTAINERS:
                return containers(scenario, plan, registry);
            default:
                throw new IllegalArgumentException("there is no provider " + provider);
        }
    }

    private static LiveCluster embedded(Scenario scenario, RunRegistry registry, String path) {
        Set<ShardId> filled = scenario.faults().stream()
                .map(FaultSpec::fault)
                .filter(fault -> fault.kind() == FaultKind.DISK_FULL)
                .map(fault -> fault.target().requireShard())
                .collect(Collectors.toSet());
        Cluster cluster = EmbeddedCluster.start(
                scenario.shards(),
                registry.runFolder(),
                registry,
                EmbeddedSettings.defaults().withSmallWalVolumes(filled));
        return behindProxies(cluster, databaseOf(cluster), registry, path, scenario.seed());
    }

    private static LiveCluster behindProxies(
            Cluster cluster, String description, RunRegistry registry, String path, long seed) {
        try {
            ProxyServer proxies = ProxyServers.start(path, seed);
            proxies.processId()
                    .ifPresent(id -> ProcessHandle.of(id)
                            .ifPresent(process -> registry.registerProcess(process, proxies.description())));
            return new LiveCluster(cluster, proxies, description);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /**
     * The user's own servers behind a proxy server on this machine.
     *
     * @param cluster what the interlock has let us in to; closed here, also if this fails
     */
    public static LiveCluster external(ExternalCluster cluster, RunRegistry registry, String path, long seed) {
        return behindProxies(cluster, "%s, external".formatted(databaseOf(cluster)), registry, path, seed);
    }

    private static LiveCluster containers(Scenario scenario, ReshardPlan plan, RunRegistry registry) {
        Collection<ShardId> shards = scenario.shards();
        ContainersSpec spec = scenario.cluster().containers();
        ContainerSettings settings = ContainerChoice.of(spec, System.getenv());
        ContainersCluster cluster = ContainersCluster.start(shards, registry, settings);
        try {
            requireVersion(cluster, spec);
            long pairs = plan.moves().stream()
                    .map(move -> List.of(move.source(), move.target()))
                    .distinct()
                    .count();
            // One for everybody's way to each shard, and one for each direction in which a pair replicates.
            int links = Math.toIntExact(shards.size() + 2 * pairs);
            ProxyServer proxies =
                    ToxiproxyContainer.start(cluster.engine(), cluster.network(), registry, settings, links);
            String description = "%s in containers of %s, %s"
                    .formatted(
                            databaseOf(cluster),
                            cluster.image(),
                            cluster.engine().description());
            return new LiveCluster(cluster, proxies, description);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static void requireVersion(ContainersCluster cluster, ContainersSpec spec) {
        int major = cluster.shards().get(0).majorVersion();
        if (major < ContainersSpec.VERSION_MIN) {
            throw new EngineMissingException(("the image %s has PostgreSQL %d; a migration needs %d or newer, for its"
                            + " subscriptions use origin = none. cluster.image or %s names another image, and"
                            + " docker/build-images makes one.")
                    .formatted(
                            cluster.image(),
                            major,
                            ContainersSpec.VERSION_MIN,
                            ContainerSettings.POSTGRES_IMAGE_VARIABLE));
        }
        if (spec.version().isPresent() && spec.version().get() != major) {
            throw new EngineMissingException("the image %s has PostgreSQL %d; the scenario wants version: %d"
                    .formatted(cluster.image(), major, spec.version().get()));
        }
    }

    private static String databaseOf(Cluster cluster) {
        return "PostgreSQL " + cluster.shards().get(0).version();
    }

    /**
     * Removes what killed runs of this provider have left outside of this machine's processes and folders.
     *
     * @return one entry for each run that had left something
     */
    public static List<ReapedRun> reapDead(ClusterSpec.Provider provider) {
        return provider == ClusterSpec.Provider.CONTAINERS
                ? new ContainerReaper(ContainerEngine.connect()).reapDead()
                : List.of();
    }

    /**
     * What a run has outside of this machine's processes and folders, by kind; nothing must be left after its end.
     *
     * @param runId the run's name in the registry
     */
    public static Map<String, List<String>> inventory(ClusterSpec.Provider provider, String runId) {
        return provider == ClusterSpec.Provider.CONTAINERS
                ? Map.of(
                        "containers, networks and volumes",
                        new ContainerReaper(ContainerEngine.connect()).inventory(runId))
                : Map.of();
    }

    /** The servers. */
    public Cluster cluster() {
        return cluster;
    }

    /** What stands before them. */
    public ProxyServer proxies() {
        return proxies;
    }

    /** Name and version of the servers and where they run, for the report. */
    public String databaseDescription() {
        return databaseDescription;
    }

    @Override
    public void close() {
        try {
            proxies.close();
        } finally {
            cluster.close();
        }
    }
}
