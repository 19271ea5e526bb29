package dev.shardproof.simulator.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.external.TestingServers;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server that logs everything writes about subscriptions, by its own log. */
class SecretStatementIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final String PASSWORD = "canary-4242";

    @TempDir
    Path folder;

    @Test
    void noPasswordOfASubscriptionReachesTheServersLog() throws Exception {
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser());
                EmbeddedCluster cluster = EmbeddedCluster.start(
                        List.of(S0),
                        registry.runFolder(),
                        registry,
                        TestingServers.talkative().with("log_min_duration_statement", "0"))) {
            ShardServer server = cluster.shard(S0);
            ShardSession session = new ShardSession(new NowhereAccess(server), S0);

            // One that fails, whose text a server logs by default, and one that does not.
            assertThatThrownBy(() -> replication("failing", session).start())
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("creating the subscription failing on shard s0 failed")
                    .satisfies(e -> assertThat(e.toString()).doesNotContain(PASSWORD));
            session.call("creating one", connection -> {
                SecretStatement.execute(
                        connection,
                        "CREATE SUBSCRIPTION fine CONNECTION 'password=%s' PUBLICATION p WITH (connect = false)"
                                .formatted(PASSWORD));
                return null;
            });
            assertThat(session.rows("asking", "SELECT subname, 'seen-' || 17 FROM pg_subscription"))
                    .containsExactly(List.of("fine", "seen-17"));
            session.execute(
                    "dropping it", List.of("ALTER SUBSCRIPTION fine SET (slot_name = NONE)", "DROP SUBSCRIPTION fine"));
            session.close();

            cluster.copyLogs(folder);
            assertThat(Files.readString(folder.resolve("s0.log")))
                    .contains("'seen-' || 17", "DROP SUBSCRIPTION fine") // it would be seen
                    .contains("could not connect to the publisher")
                    .doesNotContain(PASSWORD);
        }
    }

    /** A role that may not switch anything off still makes its subscription. */
    @Test
    void aRoleWithoutRightsChangesNoSetting() throws Exception {
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser());
                EmbeddedCluster cluster = EmbeddedCluster.start(List.of(S0), registry)) {
            try (Connection connection = cluster.shard(S0).connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE plain; GRANT SET ON PARAMETER log_statement TO plain");
                statement.execute("SET log_statement = 'ddl'; SET ROLE plain");
                SecretStatement.execute(
                        connection,
                        "CREATE TEMP TABLE seen AS SELECT name, setting FROM pg_settings"
                                + " WHERE name IN ('log_statement', 'log_min_error_statement')");
                try (ResultSet row =
                        statement.executeQuery("SELECT string_agg(name || '=' || setting, ' ' ORDER BY name)"
                                + ", current_setting('log_statement') FROM seen")) {
                    row.next();
                    assertThat(row.getString(1)).isEqualTo("log_min_error_statement=error log_statement=none");
                    assertThat(row.getString(2)).isEqualTo("ddl");
                }
            }
        }
    }

    private static PostgresReplication replication(String name, ShardSession session) {
        return new PostgresReplication(
                name, new NowhereAccess(null), session, session, List.of(), List.of(), null, false, null);
    }

    /** The publisher is where nobody listens. */
    private record NowhereAccess(ShardServer server) implements ShardAccess {
        @Override
        public Connection open(ShardId shard) throws SQLException {
            return server.connect();
        }

        @Override
        public Connection openReplication(ShardId shard) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String conninfo(ShardId publisher, ShardId subscriber) {
            return "host=127.0.0.1 port=1 password=" + PASSWORD;
        }
    }
}
