package dev.shardproof.scenarios.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.JdbcShardServer;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.metrics.HostMetrics;
import dev.shardproof.simulator.metrics.ServerMetrics;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.verifier.guard.Condition;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardAction;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.GuardWatch;
import dev.shardproof.verifier.guard.WatchRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine's metric that can not be had leaves its guard blind, with the reason, and no other. */
class MetricCollectionTest {

    private static final Guard CPU = guard(GuardMetric.CPU);
    private static final Guard IO_WAIT = guard(GuardMetric.IO_WAIT);
    private static final Guard NETWORK = guard(GuardMetric.NETWORK);
    private static final Guard CONNECTIONS = guard(GuardMetric.CONNECTIONS);

    private final TestingHost host = new TestingHost();
    private final GuardWatch watch =
            new GuardWatch(List.of(CPU, IO_WAIT, NETWORK, CONNECTIONS), WatchRules.STANDARD, System.nanoTime());

    @TempDir
    Path folder;

    @Test
    void readableMachinesAreSeen() throws IOException {
        host.has("a", 0.5, 10, OptionalDouble.of(100)).waits.put("a", 0.1);

        try (MetricCollection collection = collection(Optional.of(host))) {
            awaitBlind(CONNECTIONS);
            assertThat(collection.problem(CPU)).isEmpty();
            assertThat(collection.problem(CONNECTIONS).orElseThrow()).contains("shard s0 does not tell how it is");
        }
        assertThat(host.closed).isTrue();
    }

    @Test
    void anUnreadableDiskBlindsNobodyElse() throws IOException {
        host.has("a", 0.5, 10, OptionalDouble.of(100));
        host.waitProblem = "permission denied";

        try (MetricCollection collection = collection(Optional.of(host))) {
            awaitBlind(IO_WAIT, CONNECTIONS);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> collection.problem(IO_WAIT).equals(Optional.of("permission denied")));
        }
    }

    @Test
    void anEngineThatDoesNotTellBlindsProcessorAndNetwork() throws IOException {
        host.loadProblem = "no such container";
        host.waits.put("a", 0.1);

        try (MetricCollection collection = collection(Optional.of(host))) {
            awaitBlind(CPU, NETWORK, CONNECTIONS);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> collection.problem(CPU).equals(Optional.of("no such container")));
            assertThat(collection.problem(NETWORK)).contains("no such container");
        }
    }

    @Test
    void anUnknownCapacityBlindsTheNetworkAndSaysWhatToWrite() throws IOException {
        host.has("a", 0.5, 10, OptionalDouble.empty()).waits.put("a", 0.1);

        try (MetricCollection collection = collection(Optional.of(host))) {
            awaitBlind(NETWORK, CONNECTIONS);
            assertThat(collection.problem(NETWORK).orElseThrow())
                    .contains(
                            "no interface of a tells what it can carry",
                            "guards: [defaults, {when: network > 50%, for: 1m, then: alert, capacity: 1GB/s}]");
        }
    }

    @Test
    void machinesThatNobodyHereSeesAreNotCollected() throws IOException {
        try (MetricCollection collection = collection(Optional.empty())) {
            awaitBlind(CPU, IO_WAIT, NETWORK, CONNECTIONS);
            for (Guard guard : List.of(CPU, IO_WAIT, NETWORK)) {
                assertThat(collection.problem(guard).orElseThrow()).contains("machines that Shardproof does not see");
            }
        }
    }

    /** The server refuses, so one of the groups is blind in every test. */
    private void awaitBlind(Guard... guards) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(watch.blind(System.nanoTime())).containsExactly(guards));
    }

    private MetricCollection collection(Optional<HostMetrics> machines) throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        JdbcShardServer nobody = new JdbcShardServer(
                new ShardId("s0"), new Endpoint("127.0.0.1", closedPort), "app", Login.of("me"), "18.0");
        MetricCollection collection = new MetricCollection(
                LoadWindow.of(
                        folder.resolve("history"), folder.resolve("activity"), () -> Instant.EPOCH, operation -> {}),
                TestingMigrator.create(),
                new ServerMetrics(List.of(nobody), Duration.ofSeconds(5), System::nanoTime),
                machines,
                OptionalLong.empty(),
                System::nanoTime,
                watch::observe);
        collection.start();
        return collection;
    }

    private static Guard guard(GuardMetric metric) {
        return new Guard(new Condition(metric, Condition.Test.ABOVE, 0.5, Duration.ofMinutes(1)), GuardAction.ALERT);
    }
}
