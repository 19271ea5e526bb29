package dev.shardproof.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.ShardLinks;
import dev.shardproof.simulator.fault.proxy.EmbeddedProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What every provider's cluster does, whoever runs the servers. One cluster of two shards for each test. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ClusterContract {

    protected static final ShardId A = new ShardId("zeta");
    protected static final ShardId B = new ShardId("alpha");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    protected Path folder;

    private Cluster cluster;

    /** Starts or opens a cluster of these shards with empty databases. */
    protected abstract Cluster start(List<ShardId> shards) throws Exception;

    /** Tries to start a cluster in which one shard can not come up. */
    protected abstract void startWrong() throws Exception;

    /** What a cluster leaves where it should leave nothing: processes, folders, containers, objects in databases. */
    protected abstract List<String> leftovers() throws Exception;

    /** Whether closing ends the servers; else they are the user's and go on. */
    protected abstract boolean endsServers();

    /** Whether the servers' logs are to be had. */
    protected abstract boolean hasLogs();

    @BeforeEach
    void open() throws Exception {
        cluster = start(List.of(A, B));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void shardsComeInTheOrderInWhichTheyWereAskedFor() {
        assertThat(cluster.shards()).extracting(ShardServer::id).containsExactly(A, B);
        assertThat(cluster.shard(B).id()).isEqualTo(B);
    }

    @Test
    void anUnknownShardIsNamedWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.shard(new ShardId("gamma")))
                .withMessageContaining("gamma")
                .withMessageContaining("zeta")
                .withMessageContaining("alpha");
    }

    @Test
    void versionAndDatabaseAreWhatTheServerSays() throws Exception {
        for (ShardServer server : cluster.shards()) {
            try (Connection connection = server.connect()) {
                assertThat(text(connection, "SHOW server_version")).startsWith(server.version());
                assertThat(text(connection, "SELECT current_database()")).isEqualTo(server.database());
                assertThat(text(connection, "SELECT current_user"))
                        .isEqualTo(server.login().user());
            }
            assertThat(server.majorVersion()).isBetween(15, 30);
        }
    }

    @Test
    void shardsAreDifferentServersWithEmptyDatabases() throws Exception {
        String identifier = "SELECT system_identifier FROM pg_control_system()";
        try (Connection a = cluster.shard(A).connect();
                Connection b = cluster.shard(B).connect()) {
            assertThat(text(a, identifier)).isNotEqualTo(text(b, identifier));
            assertThat(text(a, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void serversCanReplicateLogically() throws Exception {
        try (Connection connection = cluster.shard(A).connect()) {
            assertThat(text(connection, "SHOW wal_level")).isEqualTo("logical");
        }
    }

    @Test
    void aConnectionByWayOfAProxyReachesTheSameServer() throws Exception {
        ShardServer server = cluster.shard(A);
        try (ProxyServer proxies = EmbeddedProxyServer.start(1);
                ShardLinks links = new ShardLinks(proxies, "run")) {
            var link = links.open(A, server.endpoint().host(), server.endpoint().port());
            Endpoint via = new Endpoint(link.host(), link.port());
            String identifier = "SELECT system_identifier FROM pg_control_system()";
            try (Connection direct = server.connect();
                    Connection proxied = server.dataSource(via).getConnection()) {
                assertThat(text(proxied, identifier)).isEqualTo(text(direct, identifier));
            }
            assertThat(server.jdbcUrl(via))
                    .startsWith("jdbc:postgresql://" + via + "/")
                    .contains(server.database());
        }
        assertThatThrownBy(() -> server.dataSource(new Endpoint("127.0.0.1", 1)).getConnection())
                .isInstanceOf(SQLException.class);
    }

    @Test
    void driverPropertiesArePassedOnAndUnknownOnesRefused() throws Exception {
        ShardServer server = cluster.shard(A);
        Map<String, String> named = Map.of("ApplicationName", "contract");
        try (Connection connection =
                server.dataSource(server.endpoint(), server.database(), named).getConnection()) {
            assertThat(text(connection, "SHOW application_name")).isEqualTo("contract");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.dataSource(server.endpoint(), server.database(), Map.of("noSuch", "1")))
                .withMessageContaining("noSuch");
    }

    @Test
    void aNeighbourSubscribesByTheConninfo() throws Exception {
        ShardServer source = cluster.shard(A);
        ShardServer target = cluster.shard(B);
        execute(source, "CREATE TABLE public.t (id int PRIMARY KEY)", "CREATE PUBLICATION contract FOR TABLE public.t");
        execute(source, "INSERT INTO public.t VALUES (1)");
        execute(
                target,
                "CREATE TABLE public.t (id int PRIMARY KEY)",
                "CREATE SUBSCRIPTION contract CONNECTION '%s' PUBLICATION contract"
                        .formatted(source.conninfo(source.peerEndpoint()).replace("'", "''")));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count(target)).isEqualTo("1"));
        execute(source, "INSERT INTO public.t VALUES (2)");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count(target)).isEqualTo("2"));
        execute(target, "DROP SUBSCRIPTION contract");
    }

    @Test
    void noTextFormHoldsThePassword() {
        for (ShardServer server : cluster.shards()) {
            server.login()
                    .password()
                    .ifPresent(password -> assertThat(
                                    server + " " + server.login() + " " + server.jdbcUrl(server.endpoint()))
                            .doesNotContain(password.get()));
        }
    }

    @Test
    void logsAreKeptOrSaidToBeElsewhere() throws Exception {
        Path logs = folder.resolve("kept");
        cluster.copyLogs(logs);
        for (ShardId shard : List.of(A, B)) {
            String log = Files.readString(logs.resolve(shard + ".log"));
            if (hasLogs()) {
                assertThat(log).contains("database system is ready to accept connections");
            } else {
                assertThat(log).contains("not ours");
            }
        }
    }

    @Test
    void closingTwiceLeavesNothing() throws Exception {
        ShardServer server = cluster.shard(A);
        execute(server, "CREATE TABLE public.t (id int PRIMARY KEY)");
        cluster.close();
        assertThatCode(cluster::close).doesNotThrowAnyException();
        assertThat(leftovers()).isEmpty();
        if (endsServers()) {
            assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
        } else {
            try (Connection connection = server.connect()) {
                assertThat(text(connection, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void aWrongStartFailsAndLeavesNothing() throws Exception {
        cluster.close();
        assertThatThrownBy(this::startWrong)
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("shard");
        assertThat(leftovers()).isEmpty();
    }

    private static String count(ShardServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            return text(connection, "SELECT count(*) FROM public.t");
        }
    }

    /** Runs statements one after the other. */
    protected static void execute(ShardServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
