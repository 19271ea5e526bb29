package dev.shardproof.simulator.cluster.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ClusterContract;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.external.interlock.DenyList;
import dev.shardproof.simulator.cluster.external.interlock.Interlock;
import dev.shardproof.simulator.cluster.external.interlock.InterlockException;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embedded servers, addressed as a user addresses those of theirs. */
class ExternalClusterContractIT extends ClusterContract {

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
        OpenRuns openRuns = openRuns();
        Interlock interlock = interlock();
        assertThatThrownBy(() -> open(current)).isInstanceOf(InterlockException.class);
        assertThatThrownBy(() -> ExternalCluster.removeLeftovers(current, interlock, System::nanoTime, openRuns))
                .isInstanceOf(InterlockException.class)
                .hasMessageContaining("is using the database");
        forgeDeadOwner();

        assertThat(ExternalCluster.removeLeftovers(current, interlock, System::nanoTime, openRuns))
                .containsExactlyInAnyOrder("zeta/table public.ours", "zeta/replication slot shardproof_fwd_1");

        assertThat(leftovers()).isEmpty();
        assertThat(ExternalCluster.removeLeftovers(current, interlock, System::nanoTime, openRuns))
                .isEmpty();
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
                lines.set(1, "long-ago");
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
        return ExternalCluster.open(servers, interlock(), System::nanoTime, openRuns());
    }
}
