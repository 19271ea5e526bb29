package dev.shardproof.simulator.cluster.session;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Whether requests reach a server by a link, whatever becomes of the answers: a direct session sleeps, and the request to
 * cancel it goes by the link. PostgreSQL answers such a request by nothing but the end of the sleep. For one thread at a
 * time.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">Canceling requests in progress</a>
 */
public final class RequestWay implements AutoCloseable {

    private static final String QUERY_CANCELED = "57014";

    /** The sleep has to be running on the server when the request comes: earlier ones are ignored. */
    private static final long HEAD_START_MILLIS = 60;

    private static final int ATTEMPTS = 2;

    private final ServerSession direct;
    private final Duration patience;
    private final ScheduledExecutorService canceller = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "cancel by link");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Opens nothing yet.
     *
     * @param link the way of the requests
     * @param patience how long one may take
     */
    public RequestWay(ShardServer server, Endpoint link, Duration patience) {
        this.patience = patience;
        this.direct = new ServerSession(
                server,
                server.endpoint(),
                Duration.ofSeconds(10),
                Map.of(
                        "socketFactory", DetourSocketFactory.class.getName(),
                        "socketFactoryArg", DetourSocketFactory.argument(link),
                        "cancelSignalTimeout", "1"));
    }

    /**
     * Sends one, or a second one should the first have come too early.
     *
     * @throws IOException if the server can not be asked directly
     */
    public boolean arrives() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (direct.call(this::isCancelled)) {
                return true;
            }
        }
        return false;
    }

    private boolean isCancelled(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            ScheduledFuture<?> request = canceller.schedule(
                    () -> {
                        statement.cancel();
                        return null;
                    },
                    HEAD_START_MILLIS,
                    TimeUnit.MILLISECONDS);
            try {
                statement.execute("SELECT pg_catalog.pg_sleep(%d / 1000.0)".formatted(patience.toMillis()));
                return false;
            } catch (SQLException e) {
                if (QUERY_CANCELED.equals(e.getSQLState())) {
                    return true;
                }
                throw e;
            } finally {
                request.cancel(false);
            }
        }
    }

    @Override
    public void close() {
        canceller.shutdownNow();
        direct.close();
    }
}
