package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.external.interlock.Admission;
import dev.shardproof.simulator.cluster.external.interlock.Interlock;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a killed run has left on the user's servers. Whatever was made there after that run had begun counts as made by it,
 * also what a user has made since: so somebody should look at {@link #list()} before {@link #remove()} is called.
 * Both hold the databases meanwhile, and neither does anything while a run does. Not thread-safe.
 */
public final class Leftovers {

    private final List<ExternalServer> servers;
    private final Interlock interlock;
    private final LongSupplier nanoTime;
    private final OpenRuns openRuns;

    /**
     * @param servers of the scenario whose run was killed
     * @param interlock decides
     * @param nanoTime a monotonic clock
     * @param openRuns where it is written down what was there before that run
     */
    public Leftovers(List<ExternalServer> servers, Interlock interlock, LongSupplier nanoTime, OpenRuns openRuns) {
        this.servers = List.copyOf(servers);
        this.interlock = Objects.requireNonNull(interlock, "interlock is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.openRuns = Objects.requireNonNull(openRuns, "openRuns is null");
    }

    /**
     * What would be removed, as {@code shard/kind name}; changes nothing.
     *
     * @throws dev.shardproof.simulator.cluster.external.interlock.InterlockException if the interlock refuses, or a run is
     *     still going on
     * @throws IOException if a server can not be read
     */
    public List<String> list() throws IOException, InterruptedException {
        try (Admission admission = interlock.admit(servers, Interlock.Purpose.CLEAN_UP)) {
            return made(cleanUps(admission));
        } catch (SQLException e) {
            throw new IOException("a server can not be read: " + e.getMessage(), e);
        }
    }

    /**
     * Removes it.
     *
     * @return what was removed, as {@code shard/kind name}
     * @throws dev.shardproof.simulator.cluster.external.interlock.InterlockException if the interlock refuses, or a run is
     *     still going on; nothing was done on any server
     * @throws IOException if a server can not be read or something can not be removed
     */
    public List<String> remove() throws IOException, InterruptedException {
        try (Admission admission = interlock.admit(servers, Interlock.Purpose.CLEAN_UP)) {
            Map<ShardId, CleanUp> cleanUps = cleanUps(admission);
            List<String> removed = made(cleanUps);
            CleanUp.perform(cleanUps.values());
            removed.removeAll(made(cleanUps));
            for (ExternalServer server : servers) {
                CleanUp done = cleanUps.get(server.shard());
                if (done != null && done.made().isEmpty()) {
                    openRuns.end(identifier(admission, server), server.database());
                }
            }
            return removed;
        } catch (SQLException e) {
            throw new IOException("the clean-up failed: " + e.getMessage(), e);
        }
    }

    private Map<ShardId, CleanUp> cleanUps(Admission admission) throws IOException, SQLException {
        Map<ShardId, CleanUp> cleanUps = new LinkedHashMap<>();
        for (ExternalServer server : servers) {
            String identifier = identifier(admission, server);
            Connection session = admission.session(server.shard());
            openRuns.requireOver(server, identifier);
            Optional<OpenRuns.Entry> killed = openRuns.find(identifier, server.database());
            if (killed.isEmpty()) {
                continue;
            }
            if (killed.get().databaseNumber() != DatabaseInventory.databaseNumber(session)) {
                openRuns.end(identifier, server.database()); // it is gone, and this one is somebody's new one
                continue;
            }
            cleanUps.put(
                    server.shard(),
                    new CleanUp(
                            server.shard(),
                            session,
                            killed.get().run(),
                            killed.get().before(),
                            nanoTime));
        }
        return cleanUps;
    }

    private static String identifier(Admission admission, ExternalServer server) {
        return admission.evidence().get(server.shard()).systemIdentifier();
    }

    private static List<String> made(Map<ShardId, CleanUp> cleanUps) throws SQLException {
        List<String> made = new ArrayList<>();
        for (Map.Entry<ShardId, CleanUp> each : cleanUps.entrySet()) {
            each.getValue().made().forEach(object -> made.add(each.getKey() + "/" + object));
        }
        return made;
    }
}
