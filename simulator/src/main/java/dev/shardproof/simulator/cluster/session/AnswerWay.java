package dev.shardproof.simulator.cluster.session;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Whether a server's messages reach a client by a link, whatever becomes of the requests: a session by the link listens, and
 * a direct one notifies it. For one thread at a time.
 */
public final class AnswerWay implements AutoCloseable {

    private static final Duration DIRECT_PATIENCE = Duration.ofSeconds(10);

    private final ServerSession listener;
    private final ServerSession notifier;
    private final int patienceMillis;
    private int listening = -1;
    private long notifications;

    /**
     * Opens nothing yet.
     *
     * @param link the way of the answers
     * @param patience how long one may take
     */
    public AnswerWay(ShardServer server, Endpoint link, Duration patience) {
        this.patienceMillis = Math.toIntExact(patience.toMillis());
        this.listener = new ServerSession(server, link, patience);
        this.notifier = new ServerSession(server, server.endpoint(), DIRECT_PATIENCE);
    }

    /**
     * Sends one. A listener that is not there, and can not be had, hears none.
     *
     * @throws IOException if the server can not be asked directly
     */
    public boolean arrives() throws IOException {
        String channel;
        try {
            channel = listen();
        } catch (IOException e) {
            listening = -1;
            return false;
        }
        String text = Long.toString(++notifications);
        notifier.rows("SELECT pg_catalog.pg_notify(?, ?)", channel, text);
        try {
            return listener.call(session -> hears(session.unwrap(PGConnection.class), text));
        } catch (IOException e) {
            listening = -1;
            return false;
        }
    }

    /** The channel of the session that listens now; the id of its process keeps it apart from others. */
    private String listen() throws IOException {
        int process = listener.processId();
        String channel = "shardproof_probe_" + process;
        if (process != listening) {
            listener.execute("LISTEN " + channel);
            listening = process;
        }
        return channel;
    }

    private boolean hears(PGConnection session, String text) throws SQLException {
        PGNotification[] heard = session.getNotifications(patienceMillis);
        for (PGNotification one : heard == null ? new PGNotification[0] : heard) {
            if (one.getParameter().equals(text)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        listener.close();
        notifier.close();
    }
}
