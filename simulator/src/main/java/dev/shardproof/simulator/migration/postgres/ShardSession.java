package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * One kept session on a shard. A link may be slow, so sessions are not opened anew for every question; one that broke
 * is replaced at the next. For one thread at a time.
 */
final class ShardSession implements AutoCloseable {

    private final ShardAccess access;
    private final ShardId shard;
    private Connection connection;

    ShardSession(ShardAccess access, ShardId shard) {
        this.access = access;
        this.shard = shard;
    }

    ShardId shard() {
        return shard;
    }

    /** Work with the session's connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException, InterruptedException;
    }

    /**
     * Runs the work; an SQL failure becomes a {@link MigrationException} that says what was tried and where.
     *
     * @param what what is being tried, in words, e.g. {@code "creating the slot"}
     */
    <T> T call(String what, Work<T> work) {
        try {
            return work.on(connection());
        } catch (SQLException e) {
            close();
            throw new MigrationException("%s on shard %s failed: %s".formatted(what, shard, e.getMessage()), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new MigrationException("%s on shard %s was interrupted".formatted(what, shard), e);
        }
    }

    /** Runs statements one after the other, each in its own transaction. */
    void execute(String what, List<String> statements) {
        call(what, session -> {
            try (Statement statement = session.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return null;
        });
    }

    /** The rows of a query, every column as text. */
    List<List<String>> rows(String what, String sql, Object... parameters) {
        return call(what, session -> {
            List<List<String>> rows = new ArrayList<>();
            try (PreparedStatement statement = session.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                try (ResultSet result = statement.executeQuery()) {
                    int width = result.getMetaData().getColumnCount();
                    while (result.next()) {
                        List<String> row = new ArrayList<>();
                        for (int i = 1; i <= width; i++) {
                            row.add(result.getString(i));
                        }
                        rows.add(row);
                    }
                }
            }
            return rows;
        });
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The session is given up either way; the server ends it when the socket closes.
            }
            connection = null;
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null || connection.isClosed()) {
            connection = access.open(shard);
            connection.setAutoCommit(true);
        }
        return connection;
    }
}
