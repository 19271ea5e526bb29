package dev.shardproof.simulator.fault.migration;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Asks several servers the same question, directly, and adds up the answers. */
final class SumProbe implements Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<ServerSession> sessions;
    private final String query;

    /** @param query has one row with one number */
    SumProbe(Collection<ShardServer> servers, String query) {
        this.sessions = sessions(servers);
        this.query = query;
    }

    /** A session directly on each server. */
    static List<ServerSession> sessions(Collection<ShardServer> servers) {
        return servers.stream()
                .map(server -> new ServerSession(server, server.endpoint(), PATIENCE))
                .toList();
    }

    @Override
    public double sample() throws IOException {
        double sum = 0;
        for (ServerSession session : sessions) {
            sum += Double.parseDouble(session.value(query));
        }
        return sum;
    }

    @Override
    public void close() {
        sessions.forEach(ServerSession::close);
    }
}
