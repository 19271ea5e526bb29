package dev.shardproof.verifier.source;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A session in a frozen snapshot, opened when first needed. After an error it is dropped, and the next call joins the
 * snapshot again. Not thread-safe, except {@link #cancel()}.
 */
final class ShardSession implements AutoCloseable {

    private static final int ROWS_FETCHED_AT_ONCE = 2_000;
    private static final int PATIENCE_SECONDS = 3;

    private final FrozenSnapshot snapshot;
    private volatile Connection connection;
    private volatile Statement running;
    private volatile boolean cancelled;
    /** How the statements to come are to find rows, and how the connection is set. */
    private boolean wantsIndexes;

    private boolean usesIndexes;

    ShardSession(FrozenSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    FrozenSnapshot snapshot() {
        return snapshot;
    }

    @FunctionalInterface
    interface RowReader {
        void accept(ResultSet row) throws SQLException, SourceException;
    }

    @FunctionalInterface
    interface Reading {
        void run() throws SourceException;
    }

    /** @param parameters as text */
    void read(String what, String sql, List<String> parameters, RowReader reader) throws SourceException {
        requireNotCancelled(what);
        try (PreparedStatement statement = connection().prepareStatement(sql)) {
            running = statement;
            requireNotCancelled(what); // once more: now whoever cancels would find the statement
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            statement.setFetchSize(ROWS_FETCHED_AT_ONCE);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    reader.accept(result);
                }
            }
        } catch (SQLException e) {
            throw drop(what, e);
        } finally {
            running = null;
        }
    }

    /** The session can do nothing else until the stream is closed. */
    RowStream stream(String what, String sql, int keyColumns) throws SourceException {
        requireNotCancelled(what);
        try {
            PreparedStatement statement = connection().prepareStatement(sql);
            running = statement;
            statement.setFetchSize(ROWS_FETCHED_AT_ONCE);
            return new JdbcRowStream(
                    statement,
                    statement.executeQuery(),
                    keyColumns,
                    snapshot.shard().shard(),
                    e -> drop(what, e),
                    () -> running = null);
        } catch (SQLException e) {
            throw drop(what, e);
        }
    }

    /**
     * Lets the statements of the reading find rows by indexes and in no other way, where there is one. The setting is
     * changed with the next statement that wants another one, so that readings that follow each other do not wait for it.
     */
    void withIndexes(Reading reading) throws SourceException {
        boolean before = wantsIndexes;
        wantsIndexes = true;
        try {
            reading.run();
        } finally {
            wantsIndexes = before;
        }
    }

    void requireNotCancelled(String what) throws SourceException {
        if (cancelled) {
            throw new SourceException("shard %s: stopped before it could %s"
                    .formatted(snapshot.shard().shard(), what));
        }
    }

    /** The statement that is running fails in the thread that waits for it, and no other one begins. */
    void cancel() {
        cancelled = true;
        Statement statement = running;
        if (statement != null) {
            Connection used = connection;
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> abortUnlessEnded(statement, used));
            try {
                statement.cancel();
            } catch (SQLException ignored) {
                // It has just ended by itself, or the server is gone: either way nothing runs any more.
            }
        }
    }

    /** A server that is out of reach does not even hear that it is to stop: nobody must wait for its answer. */
    private void abortUnlessEnded(Statement statement, Connection used) {
        try {
            if (running == statement && used != null) {
                used.abort(Runnable::run);
            }
        } catch (SQLException ignored) {
            // Then whoever waits for it waits as long as the socket's own limits say.
        }
    }

    /** Forgets that something was cancelled. */
    void resume() {
        cancelled = false;
    }

    /** Ends the session; the next call opens another one. */
    @Override
    public void close() {
        snapshot.release(connection);
        connection = null;
    }

    private SourceException drop(String what, SQLException cause) {
        close();
        return snapshot.failed(what, cause);
    }

    private Connection connection() throws SourceException {
        if (connection == null) {
            connection = snapshot.join();
            usesIndexes = false;
        }
        if (usesIndexes != wantsIndexes) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(snapshot.dialect().scans().useIndexes(wantsIndexes));
                usesIndexes = wantsIndexes;
            } catch (SQLException e) {
                throw drop("change a setting", e);
            }
        }
        return connection;
    }
}
