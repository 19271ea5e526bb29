package dev.shardproof.simulator.fault.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultConductor;
import dev.shardproof.simulator.fault.conductor.FaultListener;
import dev.shardproof.simulator.fault.conductor.FaultPlacement;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.fault.conductor.ProofPlan;
import dev.shardproof.simulator.fault.conductor.SabotagedFaults;
import dev.shardproof.simulator.migration.LagGate;
import dev.shardproof.simulator.migration.MigrationSettings;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.postgres.MovingTable;
import dev.shardproof.simulator.migration.postgres.PostgresPorts;
import dev.shardproof.simulator.migration.postgres.ShardAccess;
import dev.shardproof.simulator.migration.progress.MigrationEvent;
import dev.shardproof.simulator.migration.progress.MigrationListener;
import dev.shardproof.simulator.migration.progress.MigrationProgress;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.simulator.routing.InMemoryRoutingAuthority;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of the migrator, in a real migration between real servers. */
class MigrationFaultsIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final String MIGRATOR = "shardproof-migrator";
    private static final int ROWS = 16_000;
    private static final ProofPlan PLAN = new ProofPlan(5, Duration.ofMillis(20), Duration.ofSeconds(30));
    private static final ProofPlan IMPATIENT = new ProofPlan(5, Duration.ofMillis(20), Duration.ofSeconds(1));

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;

    private final Topology before = Planner.equalShares(List.of(S0));
    private final ReshardPlan plan = Planner.smallestPlan(before, List.of(S0, S1));
    private final MovingTable table = new MovingTable(
            "public", "account", List.of("id", "note"), Optional.of(new MovingTable.ShardKey("id", KeyType.INTEGER)));
    private PostgresPorts real;
    private FaultyPorts ports;
    private OnlineMigrator migrator;

    @BeforeAll
    static void startServers() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(S0, S1), registry);
    }

    @AfterAll
    static void stopServers() {
        cluster.close();
        registry.close();
    }

    @BeforeEach
    void loadRows() throws IOException {
        for (ShardId shard : List.of(S0, S1)) {
            execute(shard, "DROP SCHEMA IF EXISTS shardproof CASCADE");
            execute(shard, "DROP TABLE IF EXISTS account");
            execute(shard, "CREATE TABLE account (id bigint PRIMARY KEY, note text)");
        }
        execute(S0, "INSERT INTO account SELECT id, repeat('x', 1500) FROM generate_series(1, " + ROWS + ") id");
        real = new PostgresPorts(new DirectAccess(), before, List.of(table), new TestingRealClock());
        ports = new FaultyPorts(real);
        migrator = new OnlineMigrator(
                before,
                plan,
                new InMemoryRoutingAuthority(before),
                ports,
                new MigrationSettings(
                        OptionalLong.of(2_000_000),
                        new LagGate(10_000_000, Duration.ofSeconds(10)),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(30),
                        3,
                        Defect.NONE),
                new Unheard());
    }

    @AfterEach
    void closePorts() {
        real.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"PAUSE_MIGRATOR", "STUCK_THROTTLE", "REORDER_CHUNKS"})
    void migrationSurvives(FaultKind kind) throws Exception {
        FaultRecord record = migrated(List.of(kind), family(), PLAN).get(0);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.PROVEN);
        assertThat(migrator.progress().state()).isEqualTo(MigrationState.SWITCHED);
        migrator.cleanUp();
        assertThat(rows(S0) + rows(S1)).isEqualTo(ROWS);
        assertThat(rows(S1)).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"KILL_MIGRATOR", "ABORT_MIGRATION", "DUPLICATE_CHUNK"})
    void migrationIsGivenUpAndLeavesAllAsItWas(FaultKind kind) throws Exception {
        FaultRecord record = migrated(List.of(kind), family(), PLAN).get(0);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.PROVEN);
        assertThat(migrator.progress().state()).isEqualTo(MigrationState.ABORTED);
        assertThat(rows(S0)).isEqualTo(ROWS);
        assertThat(rows(S1)).isZero();
        assertThat(number(S0, "SELECT count(*) FROM pg_replication_slots")).isZero();
        assertThat(number(S0, "SELECT count(*) FROM pg_publication")).isZero();
        assertThat(number(S1, "SELECT count(*) FROM pg_subscription")).isZero();
    }

    @Test
    void faultThatSilentlyDoesNothingIsNotProven() throws Exception {
        List<FaultKind> all = List.copyOf(family().kinds());
        assertThat(all).hasSize(6);
        assertThat(migrated(all, SabotagedFaults.neverActs(family()), PLAN))
                .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.NOT_PROVEN));
        assertThat(migrator.progress().state()).isEqualTo(MigrationState.SWITCHED);
        migrator.leaveSources();
    }

    @ParameterizedTest
    @EnumSource(names = {"PAUSE_MIGRATOR", "STUCK_THROTTLE"})
    void migratorThatIsNeverLetGoIsSeen(FaultKind kind) throws Exception {
        SabotagedFaults sabotaged = SabotagedFaults.neverHeals(family());
        FaultRecord record = migrated(List.of(kind), sabotaged, IMPATIENT).get(0);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_HEALED);
        migrator.leaveSources();
    }

    @Test
    void migrationThatIsNotThereCanBeNeitherKilledNorAbortedLate() throws Exception {
        assertThatThrownBy(() -> family().inject(fault(FaultKind.KILL_MIGRATOR), Duration.ofMinutes(1)))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("no session");
        migrator.migrate();
        assertThatThrownBy(() -> family().inject(fault(FaultKind.ABORT_MIGRATION), Duration.ofMinutes(1)))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("before the switch");
        migrator.leaveSources();
    }

    /** After the migration, and before it, the migrator's sessions do nothing for as long as you like. */
    @Test
    void migratorThatIsDoneOrHasNotBegunDoesNotStandStill() throws Exception {
        Measure standstill = family().measures(fault(FaultKind.PAUSE_MIGRATOR)).get(0);
        Measure stands = family().measures(fault(FaultKind.PAUSE_MIGRATOR)).get(1);
        assertIdle(standstill, stands);
        migrator.migrate();
        assertIdle(standstill, stands);
        migrator.leaveSources();
    }

    private static void assertIdle(Measure standstill, Measure stands) throws Exception {
        double least = standstill.expected().leastRise().getAsDouble();
        for (long end = System.nanoTime() + (long) (2 * least * 1e6); System.nanoTime() < end; ) {
            assertThat(standstill.probe().sample()).isLessThan(least);
            assertThat(stands.probe().sample()).isZero();
            TimeUnit.MILLISECONDS.sleep(100); // idling is what is measured
        }
    }

    private FaultFamily family() {
        return new MigrationFaults(
                ports,
                () -> migrator.progress().state(),
                cluster.shards(),
                List.of(cluster.shard(S1)),
                MIGRATOR,
                System::nanoTime);
    }

    private static Fault fault(FaultKind kind) {
        return new Fault(kind, FaultTarget.MIGRATOR, Map.of());
    }

    /** Migrates with the faults at a third of the copy, to whatever end. */
    private List<FaultRecord> migrated(List<FaultKind> kinds, FaultFamily family, ProofPlan proof) throws Exception {
        FaultPlacement third = FaultPlacement.atProgress("copying", 0.3);
        List<PlacedFault> placed = kinds.stream()
                .map(kind -> new PlacedFault(fault(kind), third, Duration.ofSeconds(4)))
                .toList();
        FaultConductor conductor =
                new FaultConductor(placed, family, proof, InstantSource.system(), System::nanoTime, FaultListener.NONE);
        CompletableFuture<Void> migration = CompletableFuture.runAsync(this::migrate);
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> {
                        MigrationProgress progress = migrator.progress();
                        conductor.observe(progress.state().label(), progress.copied());
                        return conductor.records().stream()
                                .allMatch(record -> record.ended().isPresent());
                    });
        } finally {
            conductor.close();
        }
        end(migration);
        return conductor.records();
    }

    /** Whatever it throws: the state of the migration says how it ended. */
    private static void end(CompletableFuture<Void> migration) {
        migration.handle((nothing, failure) -> nothing).join();
    }

    private void migrate() {
        try {
            migrator.migrate();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(ShardId shard, String sql) throws IOException {
        try (ServerSession session = session(shard)) {
            session.execute(sql);
        }
    }

    private static long rows(ShardId shard) throws IOException {
        return number(shard, "SELECT count(*) FROM account");
    }

    private static long number(ShardId shard, String query) throws IOException {
        try (ServerSession session = session(shard)) {
            return Long.parseLong(session.value(query));
        }
    }

    private static ServerSession session(ShardId shard) {
        ShardServer server = cluster.shard(shard);
        return new ServerSession(server, server.endpoint(), Duration.ofMinutes(1));
    }

    private static final class DirectAccess implements ShardAccess {
        @Override
        public Connection open(ShardId shard) throws SQLException {
            return connection(shard, Map.of("ApplicationName", MIGRATOR));
        }

        @Override
        public Connection openReplication(ShardId shard) throws SQLException {
            return connection(
                    shard,
                    Map.of("replication", "database", "preferQueryMode", "simple", "assumeMinServerVersion", "15"));
        }

        private static Connection connection(ShardId shard, Map<String, String> properties) throws SQLException {
            ShardServer server = cluster.shard(shard);
            return server.dataSource(server.endpoint(), server.database(), properties)
                    .getConnection();
        }

        @Override
        public String conninfo(ShardId shard, ShardId subscriber) {
            ShardServer server = cluster.shard(shard);
            return server.conninfo(server.endpoint());
        }
    }

    private static final class Unheard implements MigrationListener {
        @Override
        public void entered(MigrationState state) {}

        @Override
        public void happened(MigrationEvent event) {}

        @Override
        public void fenced() {}
    }

    private static final class TestingRealClock implements MigrationClock {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        }
    }
}
