package dev.shardproof.simulator.cluster.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ClusterContract;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ScratchDatabase;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.external.interlock.DenyList;
import dev.shardproof.simulator.cluster.external.interlock.Interlock;
import dev.shardproof.simulator.cluster.external.interlock.InterlockException;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.proxy.EmbeddedProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embedded servers, addressed as a user addresses those of theirs. */
class ExternalClusterContractIT extends ClusterContract {

    private static final String RUN = "4711-99";

    /** Not that of the user: what stands there about other runs must not be touched. */
    @TempDir
    static Path state;

    private RunRegistry registry;
    private Cluster servers;
    private int databases;
    private List<ExternalServer> current = List.of();
    private ExternalCluster opened;

    @BeforeAll
    void startServers() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        servers = EmbeddedCluster.start(List.of(A, B), registry.runFolder(), registry, TestingServers.talkative());
        servers.shards().forEach(TestingServers::createRole);
    }

    @AfterAll
    void stopServers() {
        registry.close();
    }

    @Override
    protected Cluster start(List<ShardId> shards) throws Exception {
        opened = open(marked(shards));
        return opened;
    }

    @Override
    protected void startWrong() throws Exception {
        List<ExternalServer> wrong = marked(List.of(A, B));
        TestingServers.execute(servers.shard(B), wrong.get(1).database(), "DROP SCHEMA shardproof_sandbox CASCADE");
        open(wrong);
    }

    @Override
    protected List<String> leftovers() throws Exception {
        List<String> now = new ArrayList<>(opened.inventoryNow());
        now.removeAll(opened.inventoryBefore());
        return now;
    }

    @Override
    protected boolean endsServers() {
        return false;
    }

    @Override
    protected boolean hasLogs() {
        return false;
    }

    @Test
    void everythingThatARehearsalCanMakeIsRemovedAndNothingElse() throws Exception {
        ShardServer server = opened.shard(A);
        ShardServer neighbour = opened.shard(B);
        execute(
                server,
                "CREATE SCHEMA shop",
                "CREATE TYPE shop.state AS ENUM ('new', 'old')",
                "CREATE DOMAIN shop.amount AS numeric CHECK (VALUE > 0)",
                "CREATE TABLE shop.a (id int PRIMARY KEY, b int, state shop.state, amount shop.amount)",
                "CREATE TABLE shop.b (id serial PRIMARY KEY, a int REFERENCES shop.a)",
                "ALTER TABLE shop.a ADD FOREIGN KEY (b) REFERENCES shop.b",
                "CREATE TABLE \"Odd \"\" name\" (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE part PARTITION OF \"Odd \"\" name\" DEFAULT",
                "CREATE VIEW shop.v AS SELECT id FROM shop.a",
                "CREATE MATERIALIZED VIEW shop.m AS SELECT id FROM shop.v",
                "CREATE SEQUENCE shop.s",
                "CREATE FUNCTION shop.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER t BEFORE INSERT ON shop.a FOR EACH ROW EXECUTE FUNCTION shop.f()",
                "CREATE PUBLICATION everything FOR TABLE shop.a, shop.b",
                "SELECT pg_create_logical_replication_slot('shardproof_fwd_0', 'pgoutput')");
        execute(
                neighbour,
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.b (id int PRIMARY KEY, a int)",
                "CREATE TABLE shop.a (id int PRIMARY KEY, b int)",
                "CREATE SUBSCRIPTION shardproof_fwd_0 CONNECTION '%s' PUBLICATION everything WITH (create_slot = false,"
                                .formatted(server.conninfo(server.endpoint()).replace("'", "''"))
                        + " slot_name = 'shardproof_fwd_0', copy_data = false)");
        assertThat(leftovers())
                .contains("zeta/schema shop", "zeta/table shop.a", "zeta/table public.\"Odd \"\" name\"")
                .contains("zeta/replication slot shardproof_fwd_0", "alpha/subscription shardproof_fwd_0")
                .contains("zeta/publication everything", "zeta/domain shop.amount", "zeta/routine shop.f()");

        opened.close();

        assertThat(leftovers()).isEmpty();
        assertThat(opened.inventoryNow())
                .containsExactlyElementsOf(opened.inventoryBefore())
                .contains("zeta/table shardproof_sandbox.marker");
    }

    @Test
    void nothingIsRemovedOnceTheMarkerIsGone() throws Exception {
        execute(opened.shard(A), "CREATE TABLE public.precious (id int)");
        TestingServers.execute(
                servers.shard(A), current.get(0).database(), "UPDATE shardproof_sandbox.marker SET scenario = 'other'");

        opened.close();

        assertThat(leftovers()).contains("zeta/table public.precious");
    }

    @Test
    void whatAKilledRunHasMadeIsRemovedLater() throws Exception {
        ShardServer server = opened.shard(A);
        execute(
                server,
                "CREATE TABLE public.ours (id int PRIMARY KEY)",
                "SELECT pg_create_logical_replication_slot('shardproof_fwd_1', 'pgoutput')");
        Leftovers leftovers = new Leftovers(current, interlock(), System::nanoTime, openRuns());
        assertThatThrownBy(() -> open(current)).isInstanceOf(InterlockException.class);
        assertThatThrownBy(leftovers::remove)
                .isInstanceOf(InterlockException.class)
                .hasMessageContaining("somebody is using the database: 'session ");
        endSessions();
        assertThatThrownBy(leftovers::remove)
                .isInstanceOf(InterlockException.class)
                .hasMessageContaining("is using the database");
        forgeDeadOwner();

        assertThat(leftovers.list())
                .containsExactlyInAnyOrder("zeta/table public.ours", "zeta/replication slot shardproof_fwd_1");
        assertThat(leftovers()).hasSize(2);
        assertThat(leftovers.remove())
                .containsExactlyInAnyOrder("zeta/table public.ours", "zeta/replication slot shardproof_fwd_1");

        assertThat(leftovers()).isEmpty();
        assertThat(leftovers.remove()).isEmpty();
    }

    @Test
    void whatIsInADatabaseThatWasMadeAnewIsNobodysLeftover() throws Exception {
        String database = current.get(0).database();
        endSessions();
        forgeDeadOwner();
        TestingServers.execute(servers.shard(A), "postgres", "DROP DATABASE %s WITH (FORCE)".formatted(database));
        TestingServers.createDatabase(servers.shard(A), database);
        TestingServers.mark(servers.shard(A), database, TestingServers.SCENARIO, false);
        TestingServers.execute(servers.shard(A), database, "CREATE TABLE public.precious (id int)");

        assertThat(new Leftovers(current, interlock(), System::nanoTime, openRuns()).remove())
                .isEmpty();
        assertThat(opened.inventoryNow()).contains("zeta/table public.precious");
    }

    @Test
    void aServerThatTookTheAddressMeanwhileIsNotCleaned(@TempDir Path otherState) throws Exception {
        ExternalServer there = marked(List.of(A)).get(0);
        TestingServers.createDatabase(servers.shard(B), there.database());
        TestingServers.mark(servers.shard(B), there.database(), TestingServers.SCENARIO, false);
        try (ProxyServer proxies = EmbeddedProxyServer.start(1)) {
            ToxiproxyClient client = new ToxiproxyClient(proxies.host(), proxies.port());
            Proxy way = client.createProxy(
                    "way", "127.0.0.1:0", servers.shard(A).endpoint().toString());
            String listen = way.getListen();
            Endpoint address = new Endpoint("127.0.0.1", Integer.parseInt(listen.replaceFirst(".*:", "")));
            ExternalServer named =
                    new ExternalServer(there.shard(), address, there.database(), there.login(), there.tls());
            try (ExternalCluster cluster = ExternalCluster.open(
                    List.of(named), interlock(), System::nanoTime, new OpenRuns(StateFolder.at(otherState)), RUN)) {
                execute(cluster.shard(A), "CREATE TABLE public.ours (id int)");
                way.delete();
                client.createProxy("way", listen, servers.shard(B).endpoint().toString());
                execute(cluster.shard(A), "CREATE TABLE public.precious (id int)");
            }
        }
        assertThat(tables(servers.shard(B), there.database())).containsExactly("precious");
        assertThat(tables(servers.shard(A), there.database())).containsExactly("ours");
    }

    @Test
    void aRunOfAnotherMachineIsNotLetIn(@TempDir Path otherState) throws Exception {
        OpenRuns elsewhere = new OpenRuns(StateFolder.at(otherState));
        assertThatThrownBy(() -> ExternalCluster.open(current, interlock(), System::nanoTime, elsewhere, "another"))
                .isInstanceOf(InterlockException.class)
                .hasMessageContaining("somebody is using the database: 'session ");
        opened.close();

        ExternalCluster.open(current, interlock(), System::nanoTime, elsewhere, "another")
                .close();
    }

    @Test
    void aScratchDatabaseNeedsTheMarkersConsentAndThoseOfOthersStay() throws Exception {
        assertThatThrownBy(() -> opened.copyOfDatabase(A)).hasMessageContaining("does not allow scratch databases");
        opened.close();
        ExternalServer server = marked(List.of(A)).get(0);
        ShardServer shard = servers.shard(A);
        TestingServers.mark(shard, server.database(), TestingServers.SCENARIO, true);
        TestingServers.execute(shard, "postgres", "ALTER ROLE %s CREATEDB".formatted(TestingServers.ROLE));
        TestingServers.execute(
                shard,
                "postgres",
                "ALTER DATABASE \"%s\" OWNER TO %s".formatted(server.database(), TestingServers.ROLE));
        List<String> theirs = List.of("shardproof_staging", "shardproof_staging_12-34");
        try (ExternalCluster cluster = open(List.of(server))) {
            ScratchDatabase copy = cluster.copyOfDatabase(A);
            assertThatThrownBy(() -> ScratchDatabase.copyOf(cluster.shard(A), RUN))
                    .isInstanceOf(SQLException.class);
            for (String database : theirs) {
                TestingServers.execute(
                        shard, "postgres", "CREATE DATABASE \"%s\" OWNER %s".formatted(database, TestingServers.ROLE));
            }
            assertThat(databases(shard)).contains(copy.name()).containsAll(theirs);
            assertThat(cluster.inventoryNow()).contains("zeta/database \"%s\"".formatted(copy.name()));
            copy.close();
            copy.close();
            assertThat(databases(shard)).doesNotContain(copy.name());
            cluster.copyOfDatabase(A); // and a run that is killed now
        }
        assertThat(databases(shard)).containsAll(theirs).doesNotContain(ScratchDatabase.nameOf(RUN));
        for (String database : theirs) {
            TestingServers.execute(shard, "postgres", "DROP DATABASE \"%s\"".formatted(database));
        }
    }

    private static List<String> tables(ShardServer server, String database) throws SQLException {
        return texts(server, database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    }

    private static List<String> databases(ShardServer server) throws SQLException {
        return texts(server, "postgres", "SELECT datname FROM pg_database");
    }

    private static List<String> texts(ShardServer server, String database, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = server.connectTo(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    /** As if the run's process were gone: the server ends what it has held. */
    private void endSessions() {
        for (ExternalServer server : current) {
            TestingServers.execute(
                    servers.shard(server.shard()),
                    "postgres",
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name ="
                            + " 'shardproof interlock' AND datname = '%s'".formatted(server.database()));
        }
    }

    @Test
    void aRunThatIsOverIsNoOpenRun() throws Exception {
        opened.close();

        try (Stream<Path> files = Files.list(state.resolve("external"))) {
            assertThat(files.filter(file ->
                            file.toString().endsWith("-" + current.get(0).database())))
                    .isEmpty();
        }
    }

    /** As if the process that has written the files were gone. */
    private void forgeDeadOwner() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("external"))) {
            for (Path file : files.toList()) {
                List<String> lines = new ArrayList<>(Files.readAllLines(file));
                lines.set(2, "long-ago");
                Files.write(file, lines);
            }
        }
    }

    private static OpenRuns openRuns() throws IOException {
        return new OpenRuns(StateFolder.at(state));
    }

    private static Interlock interlock() {
        return new Interlock(TestingServers.SCENARIO, false, DenyList.EMPTY, InetAddress::getAllByName);
    }

    @Test
    void whatWasThereBeforeStays() throws Exception {
        opened.close();
        List<ExternalServer> marked = marked(List.of(A, B));
        TestingServers.execute(
                servers.shard(A),
                marked.get(0).database(),
                "CREATE FUNCTION public.theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SCHEMA theirs");
        try (ExternalCluster cluster = open(marked)) {
            opened = cluster;
            execute(cluster.shard(A), "CREATE TABLE public.ours (id int)");
        }
        assertThat(opened.inventoryNow()).contains("zeta/routine public.theirs()", "zeta/schema theirs");
        assertThat(leftovers()).isEmpty();
    }

    private List<ExternalServer> marked(List<ShardId> shards) {
        List<ExternalServer> marked = new ArrayList<>();
        for (ShardId shard : shards) {
            String database = "db_" + databases++;
            TestingServers.createDatabase(servers.shard(shard), database);
            TestingServers.mark(servers.shard(shard), database, TestingServers.SCENARIO, false);
            marked.add(TestingServers.named(shard.name(), servers.shard(shard), database));
        }
        current = marked;
        return marked;
    }

    private ExternalCluster open(List<ExternalServer> servers) throws Exception {
        return ExternalCluster.open(servers, interlock(), System::nanoTime, openRuns(), RUN);
    }
}
