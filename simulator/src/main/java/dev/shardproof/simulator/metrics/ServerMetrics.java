package dev.shardproof.simulator.metrics;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Asks PostgreSQL servers how they are, each by a session of its own that takes the direct way. A role that may not see
 * other roles' replicas ({@code pg_monitor} may) sees its own, which are the migration's. For one thread at a time.
 */
public final class ServerMetrics implements AutoCloseable {

    private static final String LEVELS = """
            SELECT pg_catalog.pg_current_wal_lsn() - '0/0',
                   coalesce((SELECT max(pg_catalog.pg_current_wal_lsn() - restart_lsn)
                             FROM pg_catalog.pg_replication_slots), 0)::bigint,
                   (SELECT count(*)::float8 FROM pg_catalog.pg_stat_activity
                    WHERE datid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend')
                   / pg_catalog.current_setting('max_connections')::int""";

    /** Replicas with a slot by the slot's name, for it outlives their connection; others by their process. */
    private static final String REPLICAS = """
            SELECT 'slot ' || slot_name, coalesce(confirmed_flush_lsn, restart_lsn) - '0/0', sender.pid IS NOT NULL
            FROM pg_catalog.pg_replication_slots AS slot
            LEFT JOIN pg_catalog.pg_stat_replication AS sender
                   ON sender.pid = slot.active_pid AND sender.state IN ('streaming', 'catchup')
            WHERE coalesce(confirmed_flush_lsn, restart_lsn) IS NOT NULL
            UNION ALL
            SELECT 'sender ' || pid, coalesce(replay_lsn, flush_lsn) - '0/0', true
            FROM pg_catalog.pg_stat_replication
            WHERE coalesce(replay_lsn, flush_lsn) IS NOT NULL AND state IN ('streaming', 'catchup')
              AND pid NOT IN (SELECT active_pid FROM pg_catalog.pg_replication_slots WHERE active_pid IS NOT NULL)""";

    private final LongSupplier nanoTime;
    private final Map<ShardId, ServerSession> sessions = new LinkedHashMap<>();
    private final Map<ShardId, ReplicaLag> lags = new HashMap<>();

    /**
     * @param servers whom to ask
     * @param patience the longest time for an answer
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public ServerMetrics(Collection<ShardServer> servers, Duration patience, LongSupplier nanoTime) {
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        for (ShardServer server : servers) {
            sessions.put(server.id(), new ServerSession(server, server.endpoint(), patience));
            lags.put(server.id(), new ReplicaLag());
        }
        if (sessions.isEmpty()) {
            throw new IllegalArgumentException("there is no server to ask");
        }
    }

    /**
     * Asks all servers.
     *
     * @throws IOException if one of them does not answer in time: the worst of the others is not the worst of all
     */
    public ServerLoad look() throws IOException {
        ServerLoad worst = null;
        IOException failure = null;
        for (Map.Entry<ShardId, ServerSession> session : sessions.entrySet()) {
            try {
                ServerLoad load = look(session.getKey(), session.getValue());
                worst = worst == null ? load : worst.or(load);
            } catch (IOException e) {
                // The others are asked all the same, for their log's positions must not have a hole.
                failure = new IOException(
                        "shard %s does not tell how it is: %s".formatted(session.getKey(), e.getMessage()), e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return worst;
    }

    private ServerLoad look(ShardId shard, ServerSession session) throws IOException {
        // First the replicas: one that confirms between the two questions is not behind.
        List<List<String>> replicas = session.rows(REPLICAS);
        List<String> levels = session.rows(LEVELS).get(0);
        Map<String, Long> confirmed = new HashMap<>();
        Set<String> connected = new HashSet<>();
        for (List<String> replica : replicas) {
            confirmed.put(replica.get(0), Long.parseLong(replica.get(1)));
            if (replica.get(2).equals("t")) {
                connected.add(replica.get(0));
            }
        }
        return new ServerLoad(
                lags.get(shard).look(nanoTime.getAsLong(), Long.parseLong(levels.get(0)), confirmed, connected),
                Math.max(0, Long.parseLong(levels.get(1))),
                Double.parseDouble(levels.get(2)));
    }

    @Override
    public void close() {
        sessions.values().forEach(ServerSession::close);
    }
}
