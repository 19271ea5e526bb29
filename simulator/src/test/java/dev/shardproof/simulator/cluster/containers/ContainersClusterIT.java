package dev.shardproof.simulator.cluster.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.registry.ReapedRun;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainersClusterIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private ContainerEngine engine;
    private RunRegistry registry;

    @BeforeEach
    void open() throws IOException {
        engine = TestingEngine.require();
        registry = RunRegistry.open(StateFolder.at(folder.resolve("state")));
    }

    @AfterEach
    void nothingIsLeft() {
        if (registry != null) {
            registry.close();
            assertThat(inventory(registry.runId())).isEmpty();
        }
    }

    @Test
    void serversAreConfiguredLimitedAndReachedFromThisMachineOnly() throws Exception {
        try (ContainersCluster cluster = ContainersCluster.start(List.of(S0, S1), registry, TestingEngine.settings())) {
            assertThat(cluster.shards()).extracting(ShardServer::id).containsExactly(S0, S1);
            ShardServer server = cluster.shard(S1);
            assertThat(query(server, "SHOW wal_level")).isEqualTo("logical");
            assertThat(query(server, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(query(server, "SHOW max_connections")).isEqualTo("300");
            assertThat(server.version()).startsWith(server.majorVersion() + ".");
            assertThat(server.peerEndpoint()).hasToString("s1:5432");

            InspectContainerResponse container = inspect(cluster, S1);
            assertThat(container.getHostConfig().getNanoCPUs()).isEqualTo(1_500_000_000L);
            assertThat(query(server, memoryLimit())).isEqualTo(Long.toString(512L << 20));
            assertThat(container.getConfig().getLabels())
                    .containsAllEntriesOf(RunLabels.of(registry))
                    .doesNotContainValue(password(server));
            Ports.Binding[] bindings =
                    container.getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(5432));
            assertThat(bindings).hasSize(1).allSatisfy(binding -> {
                assertThat(binding.getHostIp()).isEqualTo(engine.host());
                assertThat(binding.getHostPortSpec())
                        .isEqualTo(Integer.toString(server.endpoint().port()));
            });
            assertThat(inventory(registry.runId())).hasSize(2 + 1 + 2); // containers, network, volumes
            assertBothWereStartedBeforeOneWasReady(cluster);
        }
        assertThat(inventory(registry.runId())).isEmpty();
    }

    /** The file of whichever version of control groups the engine's kernel has. */
    private static String memoryLimit() {
        return "SELECT trim(coalesce(pg_read_file('/sys/fs/cgroup/memory.max', 0, 40, true),"
                + " pg_read_file('/sys/fs/cgroup/memory/memory.limit_in_bytes', 0, 40, true)), E'\\n')";
    }

    private void assertBothWereStartedBeforeOneWasReady(ContainersCluster cluster) throws SQLException {
        List<Instant> started = new ArrayList<>();
        List<Instant> ready = new ArrayList<>();
        for (ShardServer server : cluster.shards()) {
            started.add(Instant.parse(inspect(cluster, server.id()).getState().getStartedAt()));
            ready.add(Instant.ofEpochMilli(Long.parseLong(
                    query(server, "SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000)::bigint"))));
        }
        assertThat(started).allMatch(start -> ready.stream().allMatch(start::isBefore));
    }

    @Test
    void thePasswordIsNeitherInVariablesNorInCommandsAndIsNeeded() {
        try (ContainersCluster cluster = ContainersCluster.start(List.of(S0), registry, TestingEngine.settings())) {
            ShardServer server = cluster.shard(S0);
            InspectContainerResponse container = inspect(cluster, S0);
            assertThat(List.of(container.getConfig().getEnv())).noneMatch(text -> text.contains(password(server)));
            assertThat(List.of(container.getConfig().getCmd())).noneMatch(text -> text.contains(password(server)));
            assertThat(server.toString()).doesNotContain(password(server));
            assertThatThrownBy(
                            () -> server.dataSource(server.endpoint(), server.database(), Map.of("password", "guess"))
                                    .getConnection())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void oneServerSubscribesToTheOtherWithoutAPasswordInTheText() throws Exception {
        try (ContainersCluster cluster = ContainersCluster.start(List.of(S0, S1), registry, TestingEngine.settings())) {
            ShardServer source = cluster.shard(S0);
            ShardServer target = cluster.shard(S1);
            String conninfo = source.conninfo(source.peerEndpoint());
            assertThat(conninfo).doesNotContain(password(source));
            execute(source, "CREATE TABLE t (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t");
            execute(target, "CREATE TABLE t (id int PRIMARY KEY)");
            execute(
                    target,
                    "CREATE SUBSCRIPTION s CONNECTION '%s' PUBLICATION p".formatted(conninfo.replace("'", "''")));
            execute(source, "INSERT INTO t VALUES (7)");
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(query(target, "SELECT max(id) FROM t")).isEqualTo("7"));
        }
    }

    @Test
    void aKilledServerIsStartedAgainAtTheSamePlaceWithItsDataAndItsLog() throws Exception {
        try (ContainersCluster cluster = ContainersCluster.start(List.of(S0), registry, TestingEngine.settings())) {
            ShardServer server = cluster.shard(S0);
            execute(server, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (7)");
            String id = cluster.containerId(S0);
            engine.client().killContainerCmd(id).exec();
            Awaitility.await()
                    .atMost(LONG)
                    .until(() ->
                            Boolean.FALSE.equals(inspect(cluster, S0).getState().getRunning()));
            engine.client().startContainerCmd(id).exec();
            Awaitility.await()
                    .atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> query(server, "SELECT max(id) FROM t").equals("7"));

            cluster.copyLogs(folder.resolve("logs"));
            assertThat(Files.readString(folder.resolve("logs").resolve("s0.log")))
                    .contains("database system was not properly shut down");
        }
    }

    @Test
    void dataCanLieInMemory() throws Exception {
        ContainerSettings settings = TestingEngine.settings().withDataInMemory(300L << 20);
        try (ContainersCluster cluster = ContainersCluster.start(List.of(S0), registry, settings)) {
            assertThat(inventory(registry.runId())).noneMatch(name -> name.startsWith("volume"));
            assertThat(query(cluster.shard(S0), "SELECT pg_read_file('/proc/mounts')"))
                    .containsPattern("tmpfs /var/lib/shardproof tmpfs");
        }
    }

    @Test
    void ifOneServerFailsEverythingIsRemovedAndTheReasonIsTold() {
        ContainerSettings broken = TestingEngine.settings().with("max_connections", "many");
        assertThatThrownBy(() -> ContainersCluster.start(List.of(S0, S1), registry, broken))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("shard s")
                .hasMessageContaining("ended at its start")
                .hasMessageContaining("max_connections");
        assertThat(inventory(registry.runId())).isEmpty();
    }

    @Test
    void aServerThatIsNotReadyInTimeIsRemovedAndToldOf() {
        ContainerSettings hasty = TestingEngine.settings().withStartTimeout(Duration.ofMillis(1));
        assertThatThrownBy(() -> ContainersCluster.start(List.of(S0), registry, hasty))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("shard s0")
                .hasMessageContaining("not ready within PT0.001S");
        assertThat(inventory(registry.runId())).isEmpty();
    }

    @Test
    void anImageThatNobodyHasIsNamedWithWhatHelps() {
        ContainerSettings settings = TestingEngine.settings().withPostgresImage("shardproof/no-such-image:18");
        assertThatThrownBy(() -> ContainersCluster.start(List.of(S0), registry, settings))
                .isInstanceOf(EngineMissingException.class)
                .hasMessageContaining("shardproof/no-such-image:18")
                .hasMessageContaining("docker/build-images")
                .hasMessageContaining(ContainerSettings.POSTGRES_IMAGE_VARIABLE);
    }

    /** At every moment: while the network, the containers or the servers come to be. */
    @ParameterizedTest
    @ValueSource(ints = {0, 30, 60, 120, 250})
    void anInterruptedStartLeavesNothing(int millis) throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread starting = startInTheBackground(outcome);
        awaitFirst("network");
        Thread.sleep(millis); // the moment is what is tried
        starting.interrupt();
        assertThat(outcome.get(LONG.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("interrupt");
        assertThat(inventory(registry.runId())).isEmpty();
        assertThatNothingComesLater();
    }

    /** As the shutdown hook does it, while the thread that starts goes on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 30, 60, 120, 250})
    void aStartWhoseRunEndsLeavesNothing(int millis) throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        startInTheBackground(outcome);
        awaitFirst("network");
        Thread.sleep(millis); // the moment is what is tried
        registry.close();
        assertThat(inventory(registry.runId())).isEmpty();
        assertThat(outcome.get(LONG.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(ClusterStartException.class);
        assertThatNothingComesLater();
    }

    private Thread startInTheBackground(CompletableFuture<Throwable> outcome) {
        Thread starting = new Thread(() -> {
            try {
                ContainersCluster.start(List.of(S0, S1), registry, TestingEngine.settings());
                outcome.complete(new AssertionError("it was ready before it was disturbed"));
            } catch (RuntimeException e) {
                outcome.complete(e);
            }
        });
        starting.start();
        return starting;
    }

    private void awaitFirst(String kind) {
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> inventory(registry.runId()).stream().anyMatch(name -> name.startsWith(kind)));
    }

    /** An engine goes on with a request whose sender is gone. */
    private void assertThatNothingComesLater() {
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .untilAsserted(() -> assertThat(inventory(registry.runId())).isEmpty());
    }

    @Test
    void whatAKilledJvmLeavesIsReapedAndOthersAreSpared() throws Exception {
        try (ContainersCluster living = ContainersCluster.start(List.of(S0), registry, TestingEngine.settings())) {
            String killed = startChildAnd(Process::destroyForcibly);
            assertThat(inventory(killed)).as("a killed run has left something").hasSize(3);
            String elsewhere = networkOfAnotherMachine(killed);
            try {
                List<ReapedRun> reaped = new ContainerReaper(engine).reapDead();
                assertThat(reaped)
                        .filteredOn(run -> run.runId().equals(killed))
                        .singleElement()
                        .satisfies(run -> {
                            assertThat(run.ended()).isNotEmpty();
                            assertThat(run.problems()).isEmpty();
                        });
                assertThat(inventory(killed)).isEmpty();
                assertThat(query(living.shard(S0), "SELECT 1")).isEqualTo("1");
                assertThat(inventory("run-of-another-machine")).hasSize(1);
            } finally {
                engine.client().removeNetworkCmd(elsewhere).exec();
            }
        }
    }

    /** Labelled as a dead process, but of a machine that is not this one. */
    private String networkOfAnotherMachine(String deadRun) {
        Map<String, String> labels = new LinkedHashMap<>(RunLabels.of(registry));
        labels.put(RunLabels.PID_START, "1@gone");
        labels.put(RunLabels.MACHINE, "another");
        labels.put(RunLabels.RUN, "run-of-another-machine");
        return engine.client()
                .createNetworkCmd()
                .withName("another-machine-" + deadRun)
                .withLabels(labels)
                .exec()
                .getId();
    }

    @Test
    void aTerminatedJvmLeavesNothing() throws Exception {
        assertThat(inventory(startChildAnd(Process::destroy))).isEmpty();
    }

    /** Starts a JVM that starts a cluster, ends it when it says so, and returns its run. */
    private String startChildAnd(java.util.function.Consumer<Process> ending) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestingContainersOwner.class.getName(),
                        folder.resolve("state-of-child").toString())
                .redirectError(folder.resolve("child.log").toFile())
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String started = output.lines()
                    .filter(line -> line.startsWith("started "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the child did not start a cluster"));
            ending.accept(child);
            assertThat(child.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return started.substring("started ".length());
        }
    }

    private List<String> inventory(String runId) {
        return new ContainerReaper(engine).inventory(runId);
    }

    private InspectContainerResponse inspect(ContainersCluster cluster, ShardId shard) {
        return engine.client().inspectContainerCmd(cluster.containerId(shard)).exec();
    }

    private static String password(ShardServer server) {
        return server.login().password().orElseThrow().get();
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
