package dev.shardproof.simulator.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.registry.ReapedRun;
import dev.shardproof.simulator.cluster.registry.RunInventory;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedClusterIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    @TempDir
    Path folder;

    private RunRegistry registry;

    @BeforeEach
    void openRegistry() throws IOException {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
    }

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    @Test
    void serversRunOnLoopbackAndNothingIsLeftAfterClose() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(List.of(S0, S1), registry)) {
            assertThat(cluster.shards()).extracting(ShardServer::id).containsExactly(S0, S1);
            ShardServer server = cluster.shard(S1);
            assertThat(server.majorVersion()).isEqualTo(18);
            assertThat(setting(server, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(server, "wal_level")).isEqualTo("logical");
            assertThat(setting(server, "server_encoding")).isEqualTo("UTF8");
            assertThat(query(server, "SELECT datlocale FROM pg_database WHERE datname = current_database()"))
                    .isEqualTo("C.UTF-8");
            assertThat(own().processes()).hasSize(2);
            assertThat(server.toString())
                    .doesNotContain(server.login().password().orElseThrow().get());
        }
        assertThat(own().processes()).isEmpty();
        assertThat(own().folders()).isEmpty();
    }

    @Test
    void aLoginWithoutThePasswordIsRefused() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(List.of(S0), registry)) {
            ShardServer server = cluster.shard(S0);
            assertThatThrownBy(
                            () -> server.dataSource(server.endpoint(), server.database(), Map.of("password", "guess"))
                                    .getConnection())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void aSubscriptionUsesTheConninfo() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(List.of(S0, S1), registry)) {
            ShardServer source = cluster.shard(S0);
            String conninfo = source.conninfo(source.endpoint());
            assertThat(conninfo)
                    .doesNotContain(source.login().password().orElseThrow().get());
            execute(source, "CREATE TABLE t (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t");
            execute(cluster.shard(S1), "CREATE TABLE t (id int PRIMARY KEY)");
            execute(
                    cluster.shard(S1),
                    "CREATE SUBSCRIPTION s CONNECTION '%s' PUBLICATION p".formatted(conninfo.replace("'", "''")));
            assertThat(query(source, "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 's'"))
                    .isEqualTo("1");
        }
    }

    /** Both ways in which root drops its rights, though only the first is chosen where both work. */
    @ParameterizedTest
    @EnumSource(
            value = ServerRights.class,
            names = {"USER_NAMESPACE", "NOBODY"})
    @EnabledOnOs(OS.LINUX)
    void rootRunsServersWithoutItsRights(ServerRights rights) throws Exception {
        org.assertj.core.api.Assumptions.assumeThat(ServerRights.choose(folder))
                .as("this test runs as root only")
                .isNotEqualTo(ServerRights.SAME);
        EmbeddedServer server = server(rights, EmbeddedServer::freePort);
        assertThat(server.start().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void aPortThatSomebodyElseTakesIsReplaced() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Deque<Integer> ports = new ArrayDeque<>(List.of(taken.getLocalPort(), EmbeddedServer.freePort()));
            EmbeddedServer server = server(ServerRights.choose(folder), ports::removeFirst);
            assertThat(server.start().port()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void anInterruptedStartLeavesNothing() throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread starting = new Thread(() -> {
            try {
                EmbeddedCluster.start(List.of(S0, S1), folder, registry, EmbeddedSettings.defaults())
                        .close();
                outcome.complete(new ClusterStartException("it was ready before the interrupt came"));
            } catch (RuntimeException e) {
                outcome.complete(e);
            }
        });
        starting.start();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> own().processes().stream()
                        .anyMatch(process -> process.label().startsWith("postgres")));
        starting.interrupt();
        starting.join();
        assertThat(outcome.get()).isInstanceOf(ClusterStartException.class).hasMessageContaining("interrupt");
        assertThat(own().processes()).isEmpty();
        assertThat(entries(folder)).isEmpty();
    }

    private EmbeddedServer server(ServerRights rights, EmbeddedServer.PortChoice ports) throws Exception {
        Path servers = registry.runFolder().resolve("servers");
        Files.createDirectory(servers, StateFolder.ownerAndPassage());
        EmbeddedServer server = new EmbeddedServer(
                S0,
                servers.resolve("s0"),
                PostgresBinaries.unpacked(registry.state()),
                rights,
                registry,
                EmbeddedSettings.defaults(),
                ports);
        server.initialise("secret");
        return server;
    }

    @Test
    void ifOneServerFailsTheOthersAreEndedAndTheReasonIsTold() throws Exception {
        EmbeddedSettings broken = EmbeddedSettings.defaults().with("max_connections", "many");
        assertThatThrownBy(() -> EmbeddedCluster.start(List.of(S0, S1), folder, registry, broken))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("ended at its start")
                .hasMessageContaining("max_connections");
        assertThat(own().processes()).isEmpty();
        assertThat(entries(folder)).isEmpty();
    }

    @Test
    void aFailureEndsTheInitialisationOfTheOthers() throws Exception {
        // A folder of the second shard's name can not be made; initdb runs for the first.
        ShardId clash = new ShardId("pgpass");
        assertThatThrownBy(
                        () -> EmbeddedCluster.start(List.of(S0, clash), folder, registry, EmbeddedSettings.defaults()))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("pgpass");
        assertThat(own().processes()).isEmpty();
        assertThat(entries(folder)).isEmpty();
    }

    @Test
    void whatAKilledJvmLeavesIsReapedAndTheLivingAreSpared() throws Exception {
        try (EmbeddedCluster living = EmbeddedCluster.start(List.of(S0), registry)) {
            Path state = folder.resolve("state");
            endChild(startChild(state, "halt"));
            try (RunRegistry next = RunRegistry.open(StateFolder.at(state))) {
                RunInventory dead = next.inventory().stream()
                        .filter(run -> run.owner() == RunInventory.Owner.DEAD)
                        .findFirst()
                        .orElseThrow();
                assertThat(dead.processes())
                        .as("the dead run's servers still run")
                        .hasSize(2);

                List<ReapedRun> reaped = next.reapDead();
                assertThat(reaped).hasSize(1);
                assertThat(reaped.get(0).runId()).isEqualTo(dead.runId());
                assertThat(reaped.get(0).ended()).hasSize(2);
                assertThat(reaped.get(0).problems()).isEmpty();
                assertThat(dead.processes())
                        .noneMatch(process -> process.identity().isAlive());
                assertThat(dead.folders()).noneMatch(Files::exists);
                assertThat(next.reapDead()).isEmpty();
            }
            assertThat(query(living.shard(S0), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aTerminatedJvmLeavesNothing() throws Exception {
        Path state = folder.resolve("state");
        Process child = startChild(state, "wait");
        child.destroy(); // SIGTERM
        endChild(child);
        try (RunRegistry next = RunRegistry.open(StateFolder.at(state))) {
            assertThat(next.inventory()).hasSize(1).allMatch(run -> run.owner() == RunInventory.Owner.SELF);
        }
    }

    @Test
    void damagedBinariesAreUnpackedAgain() throws Exception {
        StateFolder state = StateFolder.at(folder.resolve("state"));
        Path postgres = PostgresBinaries.unpacked(state).program("postgres");
        Files.delete(postgres);
        assertThat(PostgresBinaries.unpacked(state).program("postgres"))
                .isEqualTo(postgres)
                .isExecutable();
    }

    /** Starts a JVM that starts a cluster, and waits until it says so. */
    private Process startChild(Path state, String ending) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestingClusterOwner.class.getName(),
                        state.toString(),
                        ending)
                .redirectError(folder.resolve("child.log").toFile())
                .start();
        String first = new java.io.BufferedReader(
                        new java.io.InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        assertThat(first).as(Files.readString(folder.resolve("child.log"))).isEqualTo("started");
        return child;
    }

    private static void endChild(Process child) throws InterruptedException {
        assertThat(child.waitFor(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private RunInventory own() throws IOException {
        return registry.inventory().stream()
                .filter(run -> run.runId().equals(registry.runId()))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static String setting(ShardServer server, String name) throws SQLException {
        return query(server, "SHOW " + name);
    }

    private static String query(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
