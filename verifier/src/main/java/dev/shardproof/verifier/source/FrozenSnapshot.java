package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.dialect.SessionLimits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The session of one shard that keeps a snapshot alive; readers join it from sessions of their own. Not thread-safe until
 * the snapshot is taken, except that several readers may then join it.
 */
final class FrozenSnapshot implements AutoCloseable {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final int GOODBYE_MILLIS = 3_000;

    private final ShardDatabase shard;
    private final Dialect dialect;
    private final SessionLimits limits;
    private final ScanSettings settings;
    private Connection holder;
    private boolean autoCommitBefore;
    private String id = "";
    private int version;

    /** Connects to nothing yet. */
    FrozenSnapshot(ShardDatabase shard, Dialect dialect, SessionLimits limits, ScanSettings settings) {
        this.shard = shard;
        this.dialect = dialect;
        this.limits = limits;
        this.settings = settings;
    }

    /**
     * Connects, and takes no snapshot yet, but rehearses it: a server that refuses is found out before a write fence
     * stands, and the real one takes a few milliseconds, since the server has its caches warm. To be closed also if this
     * fails.
     */
    void connect() throws SourceException {
        try {
            holder = shard.database().getConnection();
            autoCommitBefore = holder.getAutoCommit();
            holder.setAutoCommit(false);
            freeze();
            holder.rollback();
            id = "";
        } catch (SQLException e) {
            throw failed("connect", e);
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
        // The server names the table even where it is one column that may not be read.
        String advice = INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState())
                ? "; SELECT is needed on every column that is not ignored"
                : "";
        return new SourceException(
                "shard %s: could not %s: %s (SQLSTATE %s)%s"
                        .formatted(shard.shard(), what, cause.getMessage(), cause.getSQLState(), advice),
                cause);
    }

    @Override
    public void close() {
        closeQuietly(holder, autoCommitBefore);
    }

    /**
     * A server that does not answer any more must not hold up the end of all others.
     *
     * @return the limit before; -1 if the driver knows none
     */
    private static int hurry(Connection connection) {
        try {
            int usual = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, GOODBYE_MILLIS);
            return usual;
        } catch (SQLException e) {
            return -1;
        }
    }

    /** Ends the transaction, puts back what the session was lent with, and lets it go. */
    private static void closeQuietly(Connection connection, boolean autoCommit) {
        if (connection == null) {
            return;
        }
        try (connection) {
            int usual = hurry(connection);
            connection.rollback();
            connection.setAutoCommit(autoCommit);
            if (usual >= 0) {
                connection.setNetworkTimeout(Runnable::run, usual);
            }
        } catch (SQLException ignored) {
            // The session only ever read: what it leaves behind is nothing, and the server ends it by itself.
        }
    }
}
