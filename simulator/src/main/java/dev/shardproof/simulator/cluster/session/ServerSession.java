package dev.shardproof.simulator.cluster.session;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * One kept session on a shard's database; one that broke is replaced at the next question. Autocommit: it holds neither
 * locks nor snapshots between two questions. For one thread at a time.
 */
public final class ServerSession implements AutoCloseable {

    /** How it calls itself on the server. */
    public static final String APPLICATION_NAME = "shardproof-probe";

    private final DataSource source;
    private final int patienceMillis;
    private Connection connection;

    /**
     * A session that is opened at the first question.
     *
     * @param via the server's own address, or a link to it
     * @param patience the longest time for an answer; a session that waits longer is broken
     */
    public ServerSession(ShardServer server, Endpoint via, Duration patience) {
        this(server, via, patience, Map.of());
    }

    ServerSession(ShardServer server, Endpoint via, Duration patience, Map<String, String> properties) {
        Objects.requireNonNull(via, "via is null");
        this.patienceMillis = Math.toIntExact(patience.toMillis());
        if (patienceMillis < 1) {
            throw new IllegalArgumentException("patience is %s: at least 1 ms is needed".formatted(patience));
        }
        String seconds = Long.toString(Math.max(1, (patienceMillis + 999) / 1000));
        Map<String, String> all = new HashMap<>(Map.of(
                "ApplicationName", APPLICATION_NAME,
                "connectTimeout", seconds,
                "loginTimeout", seconds,
                "socketTimeout", seconds));
        all.putAll(properties);
        this.source = server.dataSource(via, server.database(), all);
    }

    /**
     * The rows of a query, every column as text.
     *
     * @throws SocketTimeoutException if no answer came in time, and no end of the connection either
     * @throws IOException if it failed otherwise
     */
    public List<List<String>> rows(String sql, Object... parameters) throws IOException {
        return call(session -> {
            try (PreparedStatement statement = session.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                try (ResultSet result = statement.executeQuery()) {
                    return read(result);
                }
            }
        });
    }

    /** The only value of a query that has exactly one; fails as {@link #rows} does, or if there is no row. */
    public String value(String sql, Object... parameters) throws IOException {
        List<List<String>> rows = rows(sql, parameters);
        if (rows.isEmpty()) {
            throw new IOException("the query has no row: " + sql);
        }
        return rows.get(0).get(0);
    }

    /** Runs a statement; how many rows it changed, 0 where that means nothing. Fails as {@link #rows} does. */
    public long execute(String sql) throws IOException {
        return call(session -> {
            try (Statement statement = session.createStatement()) {
                return statement.execute(sql) ? 0L : statement.getLargeUpdateCount();
            }
        });
    }

    /** Runs statements in one transaction: all of them or none. Fails as {@link #rows} does. */
    public long transaction(List<String> statements) throws IOException {
        return call(session -> {
            session.setAutoCommit(false);
            long changed = 0;
            try (Statement statement = session.createStatement()) {
                for (String sql : statements) {
                    changed += statement.execute(sql) ? 0 : Math.max(0, statement.getLargeUpdateCount());
                }
                session.commit();
            } catch (SQLException e) {
                session.rollback();
                throw e;
            }
            session.setAutoCommit(true);
            return changed;
        });
    }

    /** The id of the server's process for this session, which is opened if it is not. Fails as {@link #rows} does. */
    public int processId() throws IOException {
        return call(session -> session.unwrap(PGConnection.class).getBackendPID());
    }

    /** Work with the connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    <T> T call(Work<T> work) throws IOException {
        try {
            if (connection == null || connection.isClosed()) {
                connection = source.getConnection();
                connection.setNetworkTimeout(Runnable::run, patienceMillis);
            }
            return work.on(connection);
        } catch (SQLException e) {
            close();
            throw failure(e);
        }
    }

    /** The driver's message names neither password nor data of ours. */
    private static IOException failure(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                SocketTimeoutException silence = new SocketTimeoutException("no answer in time");
                silence.initCause(e);
                return silence;
            }
        }
        return new IOException(e.getMessage(), e);
    }

    private static List<List<String>> read(ResultSet result) throws SQLException {
        int width = result.getMetaData().getColumnCount();
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= width; i++) {
                row.add(result.getString(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** Ends the session; a later question opens another one. Idempotent; does not throw. */
    @Override
    public void close() {
        if (connection != null) {
            try {
                // Not close(), which says good-bye and may wait for a link that is gone.
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // It is given up either way; the server ends it when the socket closes.
            }
            connection = null;
        }
    }
}
