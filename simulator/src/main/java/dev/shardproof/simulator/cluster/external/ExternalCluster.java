package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ScratchDatabase;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.external.interlock.Admission;
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
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers that the user names, after the {@link Interlock} has let us in. Nothing is started and nothing stopped. What a
 * rehearsal makes in their databases is removed by {@link #close()}, which asks the interlock once more and cleans up in the
 * sessions in which the servers have answered: after a failover the same address can be another server. Until then those
 * sessions hold the databases, so that no other run and no clean-up is let in.
 *
 * <p>Thread-safe.
 */
public final class ExternalCluster implements Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(ExternalCluster.class);

    private final List<ExternalServer> servers;
    private final Interlock interlock;
    private final LongSupplier nanoTime;
    private final String run;
    private final List<ShardServer> shards;
    private final Map<ShardId, List<DatabaseObject>> before;
    private final OpenRuns openRuns;

    /** Guarded by this, as the rest. */
    private Admission admission;

    private boolean closed;

    private ExternalCluster(
            List<ExternalServer> servers,
            Interlock interlock,
            LongSupplier nanoTime,
            String run,
            List<ShardServer> shards,
            Map<ShardId, List<DatabaseObject>> before,
            Admission admission,
            OpenRuns openRuns) {
        this.servers = servers;
        this.interlock = interlock;
        this.nanoTime = nanoTime;
        this.run = run;
        this.shards = shards;
        this.before = before;
        this.admission = admission;
        this.openRuns = openRuns;
    }

    /**
     * Asks the interlock for all servers, holds their databases and takes their inventories; changes nothing.
     *
     * @param servers sources and future targets, each once
     * @param interlock decides
     * @param nanoTime a monotonic clock
     * @param openRuns where it is written down what was there before, should this process be killed
     * @param run the run's name, which no other run has; scratch databases carry it
     * @throws InterlockException if the interlock refuses, or if another run or a clean-up holds a database
     * @throws InterruptedException if the thread is interrupted meanwhile
     * @throws IOException if a server can not be read after it was let in
     */
    public static ExternalCluster open(
            List<ExternalServer> servers, Interlock interlock, LongSupplier nanoTime, OpenRuns openRuns, String run)
            throws IOException, InterruptedException {
        Objects.requireNonNull(nanoTime, "nanoTime is null");
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("an external cluster needs servers");
        }
        Admission admission = interlock.admit(servers, Interlock.Purpose.REHEARSE);
        boolean opened = false;
        try {
            List<ShardServer> shards = new ArrayList<>();
            Map<ShardId, List<DatabaseObject>> before = new LinkedHashMap<>();
            for (ExternalServer server : servers) {
                Evidence said = admission.evidence().get(server.shard());
                openRuns.requireOver(server, said.systemIdentifier());
                shards.add(ExternalShardServer.of(server, said.version()));
                before.put(server.shard(), DatabaseInventory.of(admission.session(server.shard()), run));
            }
            for (ExternalServer server : servers) {
                ShardId shard = server.shard();
                openRuns.begin(
                        admission.evidence().get(shard).systemIdentifier(),
                        server.database(),
                        run,
                        DatabaseInventory.databaseNumber(admission.session(shard)),
                        before.get(shard));
            }
            LOG.info("Let in by the sandbox markers of {} servers: {}", shards.size(), shards);
            opened = true;
            return new ExternalCluster(
                    List.copyOf(servers), interlock, nanoTime, run, List.copyOf(shards), before, admission, openRuns);
        } catch (SQLException e) {
            throw new IOException("a server can not be read: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                admission.close();
            }
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

    /**
     * {@inheritDoc}
     *
     * <p>Only where the server's sandbox marker allows scratch databases. The session that holds the database makes way for
     * the moment and is made anew then, by way of the interlock.
     *
     * @throws InterlockException if the interlock does not let us in again
     */
    @Override
    public synchronized ScratchDatabase copyOfDatabase(ShardId id) throws SQLException {
        ShardServer server = shard(id);
        if (!allowsScratchDatabases(id)) {
            throw new SQLException("the sandbox marker of shard %s does not allow scratch databases".formatted(id));
        }
        admission.leave(id);
        try {
            ScratchDatabase copy = ScratchDatabase.copyOf(server, run);
            admission = interlock.readmit(admission, servers, Interlock.Purpose.CLEAN_UP);
            return copy;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while the database of shard %s was copied".formatted(id), e);
        }
    }

    private boolean allowsScratchDatabases(ShardId id) {
        return admission.evidence().get(id).marker().stream()
                .flatMap(marker -> marker.rows().stream())
                .anyMatch(row -> row.scratchDatabases().orElse(false));
    }

    /** Removes what was made since {@link #open}, if the interlock still agrees. The servers go on running. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = Thread.interrupted(); // the clean-up is what an interrupted run still has to do
        try (Admission again = interlock.readmit(admission, servers, Interlock.Purpose.CLEAN_UP)) {
            cleanUp(again);
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

    private void cleanUp(Admission again) {
        Map<ExternalServer, CleanUp> all = new LinkedHashMap<>();
        for (ExternalServer server : servers) {
            Set<String> kept = before.get(server.shard()).stream()
                    .map(DatabaseObject::toString)
                    .collect(Collectors.toSet());
            all.put(server, new CleanUp(server.shard(), again.session(server.shard()), run, kept, nanoTime));
        }
        CleanUp.perform(all.values());
        all.forEach((server, done) -> {
            try {
                if (done.made().isEmpty()) {
                    openRuns.end(again.evidence().get(server.shard()).systemIdentifier(), server.database());
                }
            } catch (SQLException | IOException e) {
                LOG.warn("The clean-up of shard {} failed: {}", server.shard(), e.getMessage());
            }
        });
    }

    private List<DatabaseObject> inventory(ShardServer shard) throws IOException {
        try {
            return DatabaseInventory.of(shard, run);
        } catch (SQLException e) {
            throw new IOException("shard %s can not be read: %s".formatted(shard.id(), e.getMessage()), e);
        }
    }
}
