package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.external.interlock.Evidence;
import dev.shardproof.simulator.cluster.external.interlock.Interlock;
import dev.shardproof.simulator.cluster.external.interlock.InterlockException;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers that the user names, after the {@link Interlock} has let us in. Nothing is started and nothing stopped. What a
 * rehearsal makes in their databases is removed by {@link #close()}, which asks the interlock once more: after a failover
 * the same address can be another server.
 *
 * <p>Thread-safe.
 */
public final class ExternalCluster implements Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(ExternalCluster.class);

    private final List<ExternalServer> servers;
    private final Interlock interlock;
    private final LongSupplier nanoTime;
    private final List<ShardServer> shards;
    private final Map<ShardId, List<DatabaseObject>> before;
    private boolean closed;

    private ExternalCluster(
            List<ExternalServer> servers,
            Interlock interlock,
            LongSupplier nanoTime,
            List<ShardServer> shards,
            Map<ShardId, List<DatabaseObject>> before) {
        this.servers = servers;
        this.interlock = interlock;
        this.nanoTime = nanoTime;
        this.shards = shards;
        this.before = before;
    }

    /**
     * Asks the interlock for all servers and takes their inventories; changes nothing.
     *
     * @param servers sources and future targets, each once
     * @param interlock decides
     * @param nanoTime a monotonic clock
     * @throws InterlockException if the interlock refuses
     * @throws InterruptedException if the thread is interrupted meanwhile
     * @throws IOException if a server can not be read after it was let in
     */
    public static ExternalCluster open(List<ExternalServer> servers, Interlock interlock, LongSupplier nanoTime)
            throws IOException, InterruptedException {
        Objects.requireNonNull(nanoTime, "nanoTime is null");
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("an external cluster needs servers");
        }
        Map<ShardId, Evidence> evidence = interlock.require(servers, Interlock.Purpose.REHEARSE);
        List<ShardServer> shards = new ArrayList<>();
        Map<ShardId, List<DatabaseObject>> before = new LinkedHashMap<>();
        for (ExternalServer server : servers) {
            ShardServer shard =
                    ExternalShardServer.of(server, evidence.get(server.shard()).version());
            shards.add(shard);
            try {
                before.put(shard.id(), DatabaseInventory.of(shard));
            } catch (SQLException e) {
                throw new IOException("shard %s can not be read: %s".formatted(shard.id(), e.getMessage()), e);
            }
        }
        LOG.info("Let in by the sandbox markers of {} servers: {}", shards.size(), shards);
        return new ExternalCluster(List.copyOf(servers), interlock, nanoTime, List.copyOf(shards), before);
    }

    @Override
    public List<ShardServer> shards() {
        return shards;
    }

    @Override
    public void copyLogs(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (ShardServer shard : shards) {
            Files.writeString(
                    folder.resolve(shard.id() + ".log"),
                    "The server of shard %s is not ours: its log stays with it.%n".formatted(shard.id()));
        }
    }

    /** What was in the databases before, as {@code shard/kind name}. */
    public List<String> inventoryBefore() {
        List<String> names = new ArrayList<>();
        before.forEach((shard, objects) -> objects.forEach(object -> names.add(shard + "/" + object)));
        return names;
    }

    /**
     * What is in the databases now, in the same form.
     *
     * @throws IOException if a server does not answer
     */
    public List<String> inventoryNow() throws IOException {
        List<String> names = new ArrayList<>();
        for (ShardServer shard : shards) {
            try {
                DatabaseInventory.of(shard).forEach(object -> names.add(shard.id() + "/" + object));
            } catch (SQLException e) {
                throw new IOException("shard %s can not be read: %s".formatted(shard.id(), e.getMessage()), e);
            }
        }
        return names;
    }

    /** Removes what was made since {@link #open}, if the interlock still agrees. The servers go on running. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = Thread.interrupted(); // the clean-up is what an interrupted run still has to do
        try {
            interlock.require(servers, Interlock.Purpose.CLEAN_UP);
            cleanUp();
        } catch (InterlockException e) {
            LOG.warn("What the run has made on the external servers is still there: {}", e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
            LOG.warn("What the run has made on the external servers is still there: the clean-up was interrupted");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void cleanUp() {
        List<CleanUp> all = shards.stream()
                .map(shard -> new CleanUp(shard, before.get(shard.id()), nanoTime))
                .toList();
        all.forEach(one -> attempt(one::dropSubscriptions));
        all.forEach(one -> attempt(one::dropTheRest));
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    private static void attempt(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            LOG.warn("The clean-up of an external server failed: {}", e.getMessage());
        }
    }
}
