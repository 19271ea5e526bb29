package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.JdbcShardServer;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.Standby;
import dev.shardproof.simulator.cluster.registry.FolderRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A hot standby of an embedded server. When it takes over, it is started again on its primary's port, as a floating address
 * would move, and promoted there; the slots of the primary are lost.
 */
final class EmbeddedStandby implements Standby {

    private static final Duration STREAMING_LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 50;
    private static final int PROMOTION_SECONDS = 60;

    private final EmbeddedServer primary;
    private final EmbeddedServer replica;
    private final Login login;
    private final Consumer<EmbeddedServer> onTakeOver;

    /** The name of its slot and its application name. */
    private final String name;

    private boolean over;

    /** @param onTakeOver told when it is the server */
    EmbeddedStandby(
            EmbeddedServer primary,
            EmbeddedServer replica,
            Login login,
            String name,
            Consumer<EmbeddedServer> onTakeOver) {
        this.primary = primary;
        this.replica = replica;
        this.login = login;
        this.name = name;
        this.onTakeOver = onTakeOver;
    }

    /** Makes it, and waits until it streams; whoever called closes it if this fails. */
    synchronized void begin(boolean synchronous) throws IOException, SQLException, InterruptedException {
        try (Connection session = connect(primary);
                Statement statement = session.createStatement()) {
            // Before the backup: the slot keeps the log that the standby has to begin with.
            statement.execute("SELECT pg_create_physical_replication_slot('%s', true)".formatted(name));
            replica.initialiseFrom(primary, session);
        }
        configure("primary_conninfo", server(primary).conninfo(primary.endpoint()) + " application_name=" + name);
        configure("primary_slot_name", name);
        replica.addFile("standby.signal", "");
        replica.start();
        await("state = 'streaming'");
        if (synchronous) {
            execute(primary, "ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(name));
            execute(primary, "SELECT pg_reload_conf()");
            await("sync_state = 'sync'");
        }
    }

    @Override
    public synchronized void takeOver() throws IOException {
        if (over) {
            return;
        }
        if (primary.running().isPresent()) {
            throw new IOException(
                    "shard %s: the standby can not take over while its primary runs".formatted(primary.shard()));
        }
        try {
            replica.kill();
            configure("primary_conninfo", "");
            configure("primary_slot_name", "");
            replica.restartAt(primary.endpoint());
            promote();
        } catch (SQLException | ClusterStartException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw ServerProcesses.interrupted(e);
        }
        over = true;
        onTakeOver.accept(replica);
    }

    private void promote() throws IOException, SQLException {
        try (Connection session = connect(replica);
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT CASE WHEN pg_is_in_recovery()"
                        + " THEN pg_promote(true, %d) ELSE true END".formatted(PROMOTION_SECONDS))) {
            row.next();
            if (!row.getBoolean(1)) {
                throw new IOException("shard %s: the standby was not promoted within %d s"
                        .formatted(primary.shard(), PROMOTION_SECONDS));
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (over) {
            return;
        }
        try {
            if (primary.running().isPresent()) {
                execute(primary, "ALTER SYSTEM RESET synchronous_standby_names");
                execute(primary, "SELECT pg_reload_conf()");
            }
            replica.kill();
            if (primary.running().isPresent()) {
                execute(
                        primary,
                        ("SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots"
                                        + " WHERE slot_name = '%s' AND active")
                                .formatted(name));
                execute(
                        primary,
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '%s'"
                                .formatted(name));
            }
        } catch (SQLException e) {
            throw new IOException(
                    "shard %s: its standby is not removed: %s".formatted(primary.shard(), e.getMessage()), e);
        }
        FolderRemoval.remove(replica.folder());
        over = true;
    }

    private void await(String condition) throws IOException, SQLException, InterruptedException {
        String query = "SELECT count(*) FROM pg_stat_replication WHERE application_name = '%s' AND %s"
                .formatted(name, condition);
        try (Connection session = connect(primary);
                Statement statement = session.createStatement()) {
            for (long waited = 0; waited < STREAMING_LIMIT.toMillis(); waited += POLL_MILLIS) {
                try (ResultSet row = statement.executeQuery(query)) {
                    row.next();
                    if (row.getInt(1) > 0) {
                        return;
                    }
                }
                Thread.sleep(POLL_MILLIS); // a server does not tell when its standby has come up
            }
        }
        throw new IOException("shard %s: after %d s its standby has not got as far as %s"
                .formatted(primary.shard(), STREAMING_LIMIT.toSeconds(), condition));
    }

    /** The later of two lines of the same name counts. */
    private void configure(String parameter, String value) throws IOException {
        String quoted = value.replace("\\", "\\\\").replace("'", "''");
        Path file = replica.data().resolve("postgresql.auto.conf");
        Files.writeString(file, "%s = '%s'%n".formatted(parameter, quoted), StandardOpenOption.APPEND);
    }

    private void execute(EmbeddedServer server, String sql) throws SQLException {
        try (Connection session = connect(server);
                Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(EmbeddedServer server) throws SQLException {
        return server(server)
                .dataSource(
                        server.endpoint(),
                        "postgres",
                        Map.of("connectTimeout", "30", "loginTimeout", "30", "socketTimeout", "120"))
                .getConnection();
    }

    private JdbcShardServer server(EmbeddedServer server) {
        return new JdbcShardServer(server.shard(), server.endpoint(), "postgres", login, "0");
    }
}
