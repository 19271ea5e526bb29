package dev.shardproof.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.Ports;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.containers.ContainerEngine;
import dev.shardproof.simulator.cluster.containers.ContainerReaper;
import dev.shardproof.simulator.cluster.containers.ContainersCluster;
import dev.shardproof.simulator.cluster.containers.TestingEngine;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.probe.LinkProbe;
import dev.shardproof.simulator.fault.proxy.ToxiproxyContainer;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** A Toxiproxy container before two servers in containers: who reaches what, and what a fault on which link stops. */
class ToxiproxyContainerIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static RunRegistry registry;
    private static ContainerEngine engine;
    private static ContainersCluster cluster;
    private static ToxiproxyContainer server;

    private ShardLinks links;

    @BeforeAll
    static void start() throws IOException {
        engine = TestingEngine.require();
        registry = RunRegistry.open(StateFolder.at(folder.resolve("state")));
        cluster = ContainersCluster.start(List.of(S0, S1), registry, TestingEngine.settings());
        server = ToxiproxyContainer.start(engine, cluster.network(), registry, TestingEngine.settings(), 3);
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
            assertThat(new ContainerReaper(engine).inventory(registry.runId())).isEmpty();
        }
    }

    @BeforeEach
    void open() {
        links = new ShardLinks(server, "run");
        for (ShardServer shard : cluster.shards()) {
            links.open(shard.id(), shard.peerEndpoint());
        }
    }

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void applicationsReachAServerThroughItsLinkAndFaultsActThere() throws Exception {
        Link link = links.link(S0);
        assertThat(link.host()).isEqualTo(engine.host());
        assertThat(link.upstream()).hasToString("s0:5432");
        assertThat(query(cluster.shard(S0), link, "SELECT current_database()")).isEqualTo("app");

        links.proxy(S0).toxics().latency("slow", ToxicDirection.DOWNSTREAM, 200);
        assertThat(probe(link).sample()).isGreaterThanOrEqualTo(180);
        links.proxy(S0).disable();
        // The engine's own relay accepts for the container, and hangs up when the container refuses.
        assertThatThrownBy(() -> probe(link).sample()).isInstanceOf(IOException.class);
        links.proxy(S0).enable();
        links.proxy(S0).toxics().get("slow").remove();
        assertThat(query(cluster.shard(S0), link, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void everyPortIsPublishedForThisMachineOnly() {
        Map<?, Ports.Binding[]> bindings = DockerClientFactory.instance()
                .client()
                .inspectContainerCmd(server.containerId())
                .exec()
                .getNetworkSettings()
                .getPorts()
                .getBindings();
        assertThat(bindings.values())
                .filteredOn(binding -> binding != null)
                .hasSize(4)
                .allSatisfy(published -> assertThat(published)
                        .allMatch(binding -> binding.getHostIp().equals(engine.host())));
    }

    @Test
    void portsAreUsedAgainAndTheirEndIsTold() {
        links.openBetween(S1, S0);
        assertThatThrownBy(() -> links.openBetween(S0, S1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("all ports")
                .hasMessageContaining("are taken");
        links.close();
        open();
        assertThat(links.openBetween(S0, S1).forServers().host()).isEqualTo("toxiproxy");
    }

    @Test
    void aLinkBetweenTwoServersIsCutWhileApplicationsReachBoth() throws Exception {
        ShardServer source = cluster.shard(S0);
        ShardServer target = cluster.shard(S1);
        Link stream = links.openBetween(S1, S0);
        assertThat(links.openBetween(S1, S0)).isSameAs(stream);
        execute(source, "CREATE TABLE t (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t");
        execute(target, "CREATE TABLE t (id int PRIMARY KEY)");
        execute(
                target,
                "CREATE SUBSCRIPTION s CONNECTION '%s' PUBLICATION p"
                        .formatted(source.conninfo(stream.forServers()).replace("'", "''")));
        execute(source, "INSERT INTO t VALUES (1)");
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(latest(target)).isEqualTo("1"));

        links.proxy(stream).disable();
        execute(source, "INSERT INTO t VALUES (2)");
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(senders(source)).isEqualTo("0"));
        assertThat(query(source, links.link(S0), "SELECT max(id) FROM t")).isEqualTo("2");
        assertThat(query(target, links.link(S1), "SELECT max(id) FROM t")).isEqualTo("1");

        links.proxy(stream).enable();
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(latest(target)).isEqualTo("2"));

        links.proxy(S0).disable();
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(senders(source))
                        .as("what is done to a shard's own link is done to all who come")
                        .isEqualTo("0"));
        links.proxy(S0).enable();
        execute(
                target,
                "ALTER SUBSCRIPTION s DISABLE; ALTER SUBSCRIPTION s SET (slot_name = NONE); DROP SUBSCRIPTION s");
    }

    private static String latest(ShardServer server) throws SQLException {
        return direct(server, "SELECT max(id) FROM t");
    }

    private static String senders(ShardServer server) throws SQLException {
        return direct(server, "SELECT count(*) FROM pg_stat_replication");
    }

    private static LinkProbe probe(Link link) {
        return LinkProbe.of(link, Duration.ofMillis(200), System::nanoTime);
    }

    private static String direct(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect()) {
            return first(connection, sql);
        }
    }

    private static String query(ShardServer server, Link via, String sql) throws SQLException {
        try (Connection connection = server.dataSource(via.forClients()).getConnection()) {
            return first(connection, sql);
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String each : sql.split(";")) {
                statement.execute(each);
            }
        }
    }
}
