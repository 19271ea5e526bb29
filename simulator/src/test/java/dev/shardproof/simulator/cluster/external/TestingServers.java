package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedSettings;
import dev.shardproof.simulator.cluster.external.interlock.SandboxMarker;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Embedded servers that a test addresses as if a user had named them. */
public final class TestingServers {

    /** The scenario that the markers name. */
    public static final String SCENARIO = "split-2-to-3";

    /** A role that is no superuser and may do just what a rehearsal needs. */
    public static final String ROLE = "rehearsal";

    public static final String PASSWORD = "canary-77";

    private TestingServers() {}

    /** Everything that a client does stands in the log, with its role, its database and its name. */
    public static EmbeddedSettings talkative() {
        return EmbeddedSettings.defaults()
                .with("log_statement", "all")
                .with("log_connections", "on")
                .with("shared_buffers", "16MB")
                .with("log_line_prefix", "%p|%u|%d|%a|");
    }

    /** Runs SQL as a superuser in one of the server's databases, as one message. */
    public static void execute(ShardServer server, String database, String sql) {
        try (Connection connection = server.dataSource(server.endpoint(), database, Map.of("preferQueryMode", "simple"))
                        .getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("in " + database + ": " + e.getMessage(), e);
        }
    }

    /** Creates the role. */
    public static void createRole(ShardServer server) {
        execute(server, "postgres", """
                CREATE ROLE %s LOGIN REPLICATION PASSWORD '%s';
                GRANT pg_create_subscription TO %s;
                GRANT SET ON PARAMETER session_replication_role TO %s""".formatted(ROLE, PASSWORD, ROLE, ROLE));
    }

    /** Creates a database in which the role may make what it needs. */
    public static void createDatabase(ShardServer server, String database) {
        execute(server, "postgres", "CREATE DATABASE \"%s\"".formatted(database));
        execute(
                server,
                database,
                "GRANT CREATE ON DATABASE \"%s\" TO %s; GRANT CREATE ON SCHEMA public TO %s"
                        .formatted(database, ROLE, ROLE));
    }

    /** Marks a database as the user would. */
    public static void mark(ShardServer server, String database, String scenario, boolean scratchDatabases) {
        execute(
                server,
                database,
                SandboxMarker.sql(
                        scenario,
                        "a test",
                        Optional.of(database),
                        Optional.of(ROLE),
                        scratchDatabases,
                        Duration.ofHours(2)));
    }

    /** The server as the user names it. */
    public static ExternalServer named(String shard, ShardServer server, String database) {
        return new ExternalServer(
                new ShardId(shard),
                server.endpoint(),
                database,
                Login.of(ROLE, () -> PASSWORD),
                new ExternalServer.Tls("prefer", Optional.empty()));
    }
}
