package dev.shardproof.simulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.containers.ContainerEngine;
import dev.shardproof.simulator.cluster.containers.ContainerSettings;
import dev.shardproof.simulator.cluster.containers.ContainersCluster;
import dev.shardproof.simulator.cluster.containers.TestingEngine;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real engine says of real containers. One of two does something, and only its figures rise. */
class ContainerMetricsIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private RunRegistry registry;
    private ContainersCluster cluster;
    private ContainerMetrics metrics;

    @BeforeEach
    void start() throws IOException {
        ContainerEngine engine = TestingEngine.require();
        registry = RunRegistry.open(StateFolder.at(folder.resolve("state")));
        // So little that a busy machine can spare it: what counts is the share of the limit.
        ContainerSettings settings = TestingEngine.settings().withLimits(0.3, 512L << 20);
        cluster = ContainersCluster.start(List.of(S0, S1), registry, settings, engine);
        metrics = ContainerMetrics.of(cluster, Duration.ofSeconds(20), System::nanoTime);
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
        if (metrics != null) {
            metrics.close();
        }
    }

    @Test
    void onlyTheShardThatDoesSomethingIsBusy() throws Exception {
        try (Connection connection = cluster.shard(S1).connect();
                Statement burning = connection.createStatement()) {
            CompletableFuture<Void> burnt = inTheBackground(() ->
                    burning.execute("SELECT count(*) FROM generate_series(1, 100000000000) AS n WHERE n % 7 = 3"));
            await().atMost(LONG).pollInterval(LOOK).until(() -> cpu(S1) > 0.3 && cpu(S0) < cpu(S1) / 3);
            burning.cancel();
            burnt.handle((done, cancelled) -> cancelled).join();
        }
        await().atMost(LONG).pollInterval(LOOK).until(() -> cpu(S1) < 0.1);

        try (Connection connection = cluster.shard(S1).connect();
                Statement sending = connection.createStatement()) {
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> sent = inTheBackground(() -> {
                while (!enough.get()) {
                    sending.executeQuery("SELECT repeat('x', 1000000) FROM generate_series(1, 2)")
                            .close();
                }
            });
            await().atMost(LONG)
                    .pollInterval(LOOK)
                    .until(() -> traffic(S1) > 200_000 && traffic(S0) < traffic(S1) / 10);
            enough.set(true);
            sent.join();
        }
    }

    @Test
    void theWaitForDisksIsReadInTheContainers() {
        await().atMost(LONG)
                .pollInterval(LOOK)
                .untilAsserted(() -> assertThat(metrics.ioWait())
                        .containsOnlyKeys("the container of shard s0", "the container of shard s1")
                        .allSatisfy((name, share) -> assertThat(share).isBetween(0.0, 1.0)));
    }

    @Test
    void aKilledServerUsesNothingAndOneThatIsStartedAgainIsSeenAgain() throws Exception {
        ConditionFactory patiently =
                await().atMost(LONG).pollInterval(LOOK).ignoreExceptionsInstanceOf(IOException.class);
        ServerControl control = cluster.control(S0).orElseThrow();
        patiently.until(() -> cpu(S0) >= 0 && metrics.ioWait().size() == 2);

        control.kill();
        patiently.until(() -> cpu(S0) == 0 && cpu(S1) >= 0);
        patiently.untilAsserted(() -> assertThat(metrics.ioWait()).containsEntry("the container of shard s0", 0.0));

        control.start();
        patiently.until(() -> cpu(S0) > 0 && metrics.ioWait().size() == 2);
    }

    @Test
    void containersThatAreGoneAreBlindnessAndNotRest() {
        await().atMost(LONG).pollInterval(LOOK).until(() -> cpu(S1) >= 0);

        cluster.close();

        await().atMost(LONG)
                .pollInterval(LOOK)
                .untilAsserted(() -> assertThatThrownBy(metrics::load)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("the container of shard s0"));
        assertThatThrownBy(metrics::ioWait)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the container of shard s0 does not tell how long it waits for its disk");
    }

    /** -1 as long as there is no load. */
    private double cpu(ShardId shard) throws IOException {
        Map<String, MachineLoad> loads = metrics.load();
        return loads.isEmpty() ? -1 : loads.get(ContainerMetrics.name(shard)).cpuShare();
    }

    private double traffic(ShardId shard) throws IOException {
        Map<String, MachineLoad> loads = metrics.load();
        return loads.isEmpty()
                ? -1
                : loads.get(ContainerMetrics.name(shard)).bytesPerSecond().orElseThrow();
    }

    /** Something that a statement does. */
    private interface Doing {
        void run() throws SQLException;
    }

    private static CompletableFuture<Void> inTheBackground(Doing doing) {
        return CompletableFuture.runAsync(() -> {
            try {
                doing.run();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
