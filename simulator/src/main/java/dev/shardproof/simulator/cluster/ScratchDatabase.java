package dev.shardproof.simulator.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;

/**
 * A database of one run's own beside a shard's database, dropped when closed. Its name holds the run's, making it fails if
 * the name is taken, and only what says that this run has made it is dropped: whatever else is on the server is not ours.
 *
 * <p>Not thread-safe.
 */
public final class ScratchDatabase implements AutoCloseable {

    private static final String PREFIX = "shardproof_staging_";
    private static final String RUN = "[A-Za-z0-9_-]{1,40}";

    private final ShardServer server;
    private final String run;

    private ScratchDatabase(ShardServer server, String run) {
        this.server = server;
        this.run = run;
    }

    /**
     * Copies a shard's database, to which nobody may be connected.
     *
     * @param run the run's name, which no other run has on that server
     * @throws SQLException if it can not be copied, or if there is a database of that name already
     */
    public static ScratchDatabase copyOf(ShardServer server, String run) throws SQLException {
        ScratchDatabase copy = new ScratchDatabase(Objects.requireNonNull(server, "server is null"), run);
        try (Connection connection = server.connectTo("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE DATABASE %s TEMPLATE %s".formatted(quoted(copy.name()), quoted(server.database())));
            statement.execute("COMMENT ON DATABASE %s IS '%s'".formatted(quoted(copy.name()), commentOf(run)));
        }
        return copy;
    }

    /**
     * What a run's scratch databases are called.
     *
     * @throws IllegalArgumentException if that can not be the name of a run
     */
    public static String nameOf(String run) {
        if (!run.matches(RUN)) {
            throw new IllegalArgumentException("'%s' is not the name of a run".formatted(run));
        }
        return PREFIX + run;
    }

    /** By which the server tells whose it is; only a run that was killed within a moment leaves one without. */
    public static String commentOf(String run) {
        return "made by the Shardproof run " + run;
    }

    /** The database's name. */
    public String name() {
        return nameOf(run);
    }

    /** Connects to it. */
    public Connection connect() throws SQLException {
        return server.connectTo(name());
    }

    /** Connects to it with settings of the driver. */
    public Connection connect(Map<String, String> driverProperties) throws SQLException {
        return server.dataSource(server.endpoint(), name(), driverProperties).getConnection();
    }

    /**
     * Drops it, and ends sessions in it. Does nothing if it is gone.
     *
     * @throws SQLException if it can not be dropped, or if what goes by its name was made by somebody else
     */
    @Override
    public void close() throws SQLException {
        try (Connection connection = server.connectTo("postgres")) {
            String maker = maker(connection);
            if (maker == null) {
                return;
            }
            if (!maker.equals(commentOf(run))) {
                throw new SQLException("the database %s is not this run's: it says '%s'".formatted(name(), maker));
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE %s WITH (FORCE)".formatted(quoted(name())));
            }
        }
    }

    /** What the database says about its maker; null if there is no such database. */
    private String maker(Connection connection) throws SQLException {
        String sql = "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return "database " + name();
    }
}
