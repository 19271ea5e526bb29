package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.dialect.SessionLimits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The session of one shard that keeps a snapshot alive; readers join it from sessions of their own. */
final class FrozenSnapshot implements AutoCloseable {

    private final ShardDatabase shard;
    private final Dialect dialect;
    private final SessionLimits limits;
    private final ScanSettings settings;
    private final Connection holder;
    private final boolean autoCommitBefore;
    private String id = "";
    private int version;

    /**
     * Connects, and takes no snapshot yet, but rehearses it: a server that refuses is found out before a write fence
     * stands, and the real one takes a few milliseconds, since the server has its caches warm.
     */
    FrozenSnapshot(ShardDatabase shard, Dialect dialect, SessionLimits limits, ScanSettings settings)
            throws SourceException {
        this.shard = shard;
        this.dialect = dialect;
        this.limits = limits;
        this.settings = settings;
        try {
            holder = shard.database().getConnection();
            try {
                autoCommitBefore = holder.getAutoCommit();
                holder.setAutoCommit(false);
            } catch (SQLException e) {
                holder.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failed("connect", e);
        }
        try {
            freeze();
            holder.rollback();
            id = "";
        } catch (SQLException e) {
            close();
            throw failed("connect", e);
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    /** Takes the snapshot: one round trip. */
    void freeze() throws SourceException {
        try (Statement statement = holder.createStatement()) {
            boolean rows = statement.execute(dialect.freeze(limits));
            while (!rows && statement.getUpdateCount() >= 0) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                id = result.getString(1);
                version = result.getInt(2);
                String refusal = dialect.refusal(result.getInt(2));
                if (!refusal.isEmpty()) {
                    throw new SourceException("shard %s: %s".formatted(shard.shard(), refusal));
                }
            }
        } catch (SQLException e) {
            throw failed("take a snapshot", e);
        }
    }

    /** A new session that sees this snapshot. */
    Connection join() throws SourceException {
        if (id.isEmpty()) {
            throw new IllegalStateException("no snapshot of shard %s was taken yet".formatted(shard.shard()));
        }
        Connection connection = null;
        try {
            connection = shard.database().getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(dialect.join(id, limits));
            }
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection, autoCommitBefore);
            throw failed("join its snapshot; it is gone when its session was idle for longer than the limit", e);
        }
    }

    ShardDatabase shard() {
        return shard;
    }

    /** The server's version, as PostgreSQL's {@code server_version_num}. */
    int version() {
        return version;
    }

    /** Whether a scan can read some pages of a table without the others. */
    boolean readsPageRanges() {
        return dialect.readsPageRanges(version);
    }

    String id() {
        return id;
    }

    ScanSettings settings() {
        return settings;
    }

    Dialect dialect() {
        return dialect;
    }

    void release(Connection joined) {
        closeQuietly(joined, autoCommitBefore);
    }

    SourceException failed(String what, SQLException cause) {
        return new SourceException(
                "shard %s: could not %s: %s (SQLSTATE %s)"
                        .formatted(shard.shard(), what, cause.getMessage(), cause.getSQLState()),
                cause);
    }

    @Override
    public void close() {
        closeQuietly(holder, autoCommitBefore);
    }

    /** Ends the transaction, puts back what the session was lent with, and lets it go. */
    private static void closeQuietly(Connection connection, boolean autoCommit) {
        if (connection == null) {
            return;
        }
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        } catch (SQLException ignored) {
            // The session only ever read: what it leaves behind is nothing, and the server ends it by itself.
        }
    }
}
