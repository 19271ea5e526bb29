package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.external.interlock.Evidence;
import dev.shardproof.simulator.cluster.external.interlock.Interlock;
import dev.shardproof.simulator.cluster.external.interlock.InterlockException;
import dev.shardproof.simulator.cluster.external.interlock.Refusal;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
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
    private final Map<ShardId, Evidence> evidence;
    private final OpenRuns openRuns;
    private boolean closed;

    private ExternalCluster(
            List<ExternalServer> servers,
            Interlock interlock,
            LongSupplier nanoTime,
            List<ShardServer> shards,
            Map<ShardId, List<DatabaseObject>> before,
            Map<ShardId, Evidence> evidence,
            OpenRuns openRuns) {
        this.servers = servers;
        this.interlock = interlock;
        this.nanoTime = nanoTime;
        this.shards = shards;
        this.before = before;
        this.evidence = evidence;
        this.openRuns = openRuns;
    }

    /**
     * Asks the interlock for all servers and takes their inventories; changes nothing.
     *
     * @param servers sources and future targets, each once
     * @param interlock decides
     * @param nanoTime a monotonic clock
     * @param openRuns where it is written down what was there before, should this process be killed
     * @throws InterlockException if the interlock refuses
     * @throws InterruptedException if the thread is interrupted meanwhile
     * @throws IOException if a server can not be read after it was let in
     */
    public static ExternalCluster open(
            List<ExternalServer> servers, Interlock interlock, LongSupplier nanoTime, OpenRuns openRuns)
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
            requireAlone(server, evidence.get(server.shard()), openRuns);
            before.put(shard.id(), inventory(shard));
        }
        for (ShardServer shard : shards) {
            openRuns.begin(evidence.get(shard.id()).systemIdentifier(), shard.database(), before.get(shard.id()));
        }
        LOG.info("Let in by the sandbox markers of {} servers: {}", shards.size(), shards);
        return new ExternalCluster(
                List.copyOf(servers), interlock, nanoTime, List.copyOf(shards), before, evidence, openRuns);
    }

    /**
     * Removes what a killed run has made on the servers, if the interlock agrees. Whatever was made there after that run
     * had begun counts as made by it.
     *
     * @return what was removed, as {@code shard/kind name}
     * @throws InterlockException if the interlock refuses, or the run is still going on; nothing was done on any server
     * @throws IOException if a server can not be read or something can not be removed
     */
    public static List<String> removeLeftovers(
            List<ExternalServer> servers, Interlock interlock, LongSupplier nanoTime, OpenRuns openRuns)
            throws IOException, InterruptedException {
        Map<ShardId, Evidence> evidence = interlock.require(servers, Interlock.Purpose.CLEAN_UP);
        Map<ShardServer, OpenRuns.Entry> killed = new LinkedHashMap<>();
        for (ExternalServer server : servers) {
            Evidence said = evidence.get(server.shard());
            requireAlone(server, said, openRuns);
            openRuns.find(said.systemIdentifier(), server.database())
                    .ifPresent(found -> killed.put(ExternalShardServer.of(server, said.version()), found));
        }
        Map<ShardServer, CleanUp> cleanUps = new LinkedHashMap<>();
        killed.forEach((shard, entry) -> cleanUps.put(shard, new CleanUp(shard, entry.before(), nanoTime)));
        List<String> removed = new ArrayList<>();
        try {
            for (Map.Entry<ShardServer, CleanUp> each : cleanUps.entrySet()) {
                each.getValue()
                        .made()
                        .forEach(object -> removed.add(each.getKey().id() + "/" + object));
            }
            perform(cleanUps.values());
            for (Map.Entry<ShardServer, CleanUp> each : cleanUps.entrySet()) {
                ShardServer shard = each.getKey();
                if (each.getValue().made().isEmpty()) {
                    openRuns.end(evidence.get(shard.id()).systemIdentifier(), shard.database());
                } else {
                    each.getValue().made().forEach(object -> removed.remove(shard.id() + "/" + object));
                }
            }
            return removed;
        } catch (SQLException e) {
            throw new IOException("the clean-up failed: " + e.getMessage(), e);
        }
    }

    /** Two runs that begin at the same time both find an empty database; the second must not clean up after the first. */
    private static void requireAlone(ExternalServer server, Evidence said, OpenRuns openRuns) throws IOException {
        Optional<OpenRuns.Entry> entry = openRuns.find(said.systemIdentifier(), server.database());
        if (entry.isPresent() && entry.get().owner().isAlive()) {
            throw new InterlockException(List.of(new Refusal(
                    server.shard(),
                    "the process %d is using the database"
                            .formatted(entry.get().owner().pid()),
                    "a run that is over",
                    "wait for its end, or end it; it cleans up by itself")));
        }
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
            inventory(shard).forEach(object -> names.add(shard.id() + "/" + object));
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
        Map<ShardServer, CleanUp> all = new LinkedHashMap<>();
        for (ShardServer shard : shards) {
            Set<String> kept = before.get(shard.id()).stream()
                    .map(DatabaseObject::toString)
                    .collect(Collectors.toSet());
            all.put(shard, new CleanUp(shard, kept, nanoTime));
        }
        perform(all.values());
        all.forEach((shard, one) -> attempt(() -> {
            if (one.made().isEmpty()) {
                openRuns.end(evidence.get(shard.id()).systemIdentifier(), shard.database());
            }
        }));
    }

    private static void perform(Collection<CleanUp> all) {
        all.forEach(one -> attempt(one::dropSubscriptions));
        all.forEach(one -> attempt(one::dropTheRest));
    }

    private static List<DatabaseObject> inventory(ShardServer shard) throws IOException {
        try {
            return DatabaseInventory.of(shard);
        } catch (SQLException e) {
            throw new IOException("shard %s can not be read: %s".formatted(shard.id(), e.getMessage()), e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SQLException, IOException;
    }

    private static void attempt(Step step) {
        try {
            step.run();
        } catch (SQLException | IOException e) {
            LOG.warn("The clean-up of an external server failed: {}", e.getMessage());
        }
    }
}
