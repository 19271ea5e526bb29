package dev.shardproof.simulator.metrics;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.containers.ContainerStats;
import dev.shardproof.simulator.cluster.containers.ContainerUsage;
import dev.shardproof.simulator.cluster.containers.ContainersCluster;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The load of the containers of shards, wherever their engine runs: processor and network as the engine counts them, the wait
 * for disks by the kernel's files in the container, which its server reads. Nothing of the machine that this process runs on.
 */
public final class ContainerMetrics implements HostMetrics {

    private final Map<ShardId, Source> sources;
    private final Map<ShardId, ContainerMeter> meters = new HashMap<>();
    private final Map<ShardId, DiskWait> waits = new LinkedHashMap<>();
    private final Set<ShardId> stopped = ConcurrentHashMap.newKeySet();

    /** Where one container's figures come from. */
    interface Source extends AutoCloseable {

        /** See {@link ContainerStats#newest()}; by its own thread. */
        Optional<ContainerUsage> usage() throws IOException;

        /** See {@link KernelFiles#read}; by another one. */
        String read(String path) throws IOException;

        @Override
        void close();
    }

    /**
     * @param sources one for each shard; closed with this
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    ContainerMetrics(Map<ShardId, Source> sources, LongSupplier nanoTime) {
        this.sources = new LinkedHashMap<>(sources);
        sources.forEach((shard, source) -> {
            meters.put(shard, new ContainerMeter());
            waits.put(shard, new DiskWait(source::read, nanoTime));
        });
    }

    /**
     * The containers of a cluster.
     *
     * @param patience the longest time for a server's answer
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public static ContainerMetrics of(ContainersCluster cluster, Duration patience, LongSupplier nanoTime) {
        Map<ShardId, Source> sources = new LinkedHashMap<>();
        for (ShardServer server : cluster.shards()) {
            sources.put(
                    server.id(),
                    new Container(
                            cluster.stats(server.id(), nanoTime),
                            new ServerSession(server, server.endpoint(), patience)));
        }
        return new ContainerMetrics(sources, nanoTime);
    }

    @Override
    public Map<String, MachineLoad> load() throws IOException {
        Map<String, MachineLoad> loads = new LinkedHashMap<>();
        for (Map.Entry<ShardId, Source> source : sources.entrySet()) {
            try {
                source.getValue()
                        .usage()
                        .flatMap(usage -> load(source.getKey(), usage))
                        .ifPresent(load -> loads.put(name(source.getKey()), load));
            } catch (IOException e) {
                throw new IOException("%s: %s".formatted(name(source.getKey()), e.getMessage()), e);
            }
        }
        // The worst of some is not the worst of all.
        return loads.size() == sources.size() ? loads : Map.of();
    }

    private Optional<MachineLoad> load(ShardId shard, ContainerUsage usage) {
        if (usage.at().isEmpty()) {
            stopped.add(shard);
        } else {
            stopped.remove(shard);
        }
        return meters.get(shard).take(usage);
    }

    @Override
    public Map<String, Double> ioWait() throws IOException {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (Map.Entry<ShardId, DiskWait> wait : waits.entrySet()) {
            try {
                OptionalDouble share = stopped.contains(wait.getKey())
                        ? OptionalDouble.of(0) // nothing is there that could wait, or answer
                        : wait.getValue().look();
                if (share.isPresent()) {
                    shares.put(name(wait.getKey()), share.getAsDouble());
                }
            } catch (IOException e) {
                throw new IOException(
                        "%s does not tell how long it waits for its disk: %s"
                                .formatted(name(wait.getKey()), e.getMessage()),
                        e);
            }
        }
        return shares.size() == sources.size() ? shares : Map.of();
    }

    /** What a shard's container is called where its load is told. */
    static String name(ShardId shard) {
        return "the container of shard " + shard;
    }

    @Override
    public void close() {
        sources.values().forEach(Source::close);
    }

    /** A container of an engine. The server's role may read files, for the engine's provider has made it. */
    private record Container(ContainerStats stats, ServerSession session) implements Source {

        @Override
        public Optional<ContainerUsage> usage() throws IOException {
            return stats.newest();
        }

        @Override
        public String read(String path) throws IOException {
            return session.value("SELECT pg_catalog.pg_read_file(?)", path);
        }

        @Override
        public void close() {
            stats.close();
            session.close();
        }
    }
}
