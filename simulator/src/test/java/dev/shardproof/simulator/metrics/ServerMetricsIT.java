package dev.shardproof.simulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What real servers say about themselves, with the violation that each figure is for planted. */
class ServerMetricsIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(S0, S1), registry);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        registry.close();
    }

    @Test
    void aSubscriberThatStandsLagsAndItsSlotRetainsLog() throws Exception {
        ShardServer publisher = cluster.shard(S0);
        execute(S0, "CREATE TABLE t (k int PRIMARY KEY, v text)", "CREATE PUBLICATION p FOR TABLE t");
        try (ServerMetrics metrics = metrics()) {
            assertThat(metrics.look().replicaLagSeconds())
                    .as("nothing replicates")
                    .isEmpty();
            execute(
                    S1,
                    "CREATE TABLE t (k int PRIMARY KEY, v text)",
                    "CREATE SUBSCRIPTION s CONNECTION '"
                            + publisher.conninfo(publisher.peerEndpoint()).replace("'", "''") + "' PUBLICATION p");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> metrics.look().replicaLagSeconds().orElse(1) == 0);
            long retained = metrics.look().retainedWalBytes();

            // The apply worker waits for this lock, as it would for anything else that blocks it.
            try (Connection blocker = cluster.shard(S1).connect();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
                execute(S0, "INSERT INTO t SELECT k, repeat('x', 1000) FROM generate_series(1, 2000) k");

                await().atMost(Duration.ofSeconds(60))
                        .until(() -> metrics.look().replicaLagSeconds().orElse(0) > 3);
                assertThat(metrics.look().retainedWalBytes()).isGreaterThan(retained + 1_000_000);
                blocker.rollback();
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> metrics.look().replicaLagSeconds().orElse(1) < 1);
        } finally {
            execute(S1, "DROP SUBSCRIPTION IF EXISTS s");
        }
    }

    @Test
    void sessionsAreCountedAgainstWhatTheServerAllows() throws Exception {
        List<Connection> sessions = new ArrayList<>();
        try (ServerMetrics metrics = metrics()) {
            double before = metrics.look().connectionShare();
            for (int i = 0; i < 20; i++) {
                sessions.add(cluster.shard(S1).connect());
            }
            assertThat(metrics.look().connectionShare()).isGreaterThan(before + 0.05);
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedAndNotLeftOut() throws Exception {
        ShardId gone = new ShardId("gone");
        try (RunRegistry own = RunRegistry.open(StateFolder.ofCurrentUser())) {
            EmbeddedCluster other = EmbeddedCluster.start(List.of(gone), own);
            try (ServerMetrics metrics =
                    new ServerMetrics(List.of(cluster.shard(S0), other.shard(gone)), patience(), System::nanoTime)) {
                metrics.look();
                other.close();

                assertThatThrownBy(metrics::look)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("shard gone does not tell how it is");
            }
        }
    }

    private static ServerMetrics metrics() {
        return new ServerMetrics(cluster.shards(), patience(), System::nanoTime);
    }

    private static Duration patience() {
        return Duration.ofSeconds(20);
    }

    private static void execute(ShardId shard, String... statements) throws Exception {
        try (Connection connection = cluster.shard(shard).connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
