package dev.shardproof.simulator.fault.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedSettings;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Probe;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultConductor;
import dev.shardproof.simulator.fault.conductor.FaultEffect;
import dev.shardproof.simulator.fault.conductor.FaultListener;
import dev.shardproof.simulator.fault.conductor.FaultPlacement;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.fault.conductor.ProofPlan;
import dev.shardproof.simulator.fault.conductor.SabotagedFaults;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of a server, on a real one, measured by the real probes. */
class ServerFaultsIT {

    private static final ShardId SHARD = new ShardId("s0");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final ProofPlan PATIENT = new ProofPlan(5, Duration.ofMillis(50), Duration.ofSeconds(60));
    private static final ProofPlan IMPATIENT = new ProofPlan(5, Duration.ofMillis(50), Duration.ofSeconds(4));

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void startServer() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        EmbeddedSettings settings = EmbeddedSettings.defaults()
                .with("max_connections", "20")
                .with("max_wal_senders", "5")
                .with("shared_buffers", "16MB");
        cluster = EmbeddedCluster.start(List.of(SHARD), registry.runFolder(), registry, settings);
        execute("CREATE SCHEMA shop", "CREATE TABLE shop.\"Order\" (id int PRIMARY KEY)");
    }

    @AfterAll
    static void stopServer() {
        if (cluster != null) {
            cluster.close();
        }
        registry.close();
    }

    static Stream<Fault> faults() {
        return Stream.of(
                fault(FaultKind.CRASH, Map.of()),
                fault(FaultKind.PAUSE, Map.of()),
                fault(FaultKind.SLOW_DISK, Map.of("delay", Duration.ofMillis(80))),
                fault(FaultKind.CONNECTION_EXHAUSTION, Map.of()),
                fault(FaultKind.LOCK_HOLDER, Map.of("table", "shop.Order")),
                fault(FaultKind.LOCK_HOLDER, Map.of("table", "shop.Order", "mode", "accessExclusive")),
                fault(FaultKind.LONG_TRANSACTION, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void itBitesAndHeals(Fault fault) throws SQLException {
        FaultRecord record = conducted(fault, family(), PATIENT);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.PROVEN);
        assertThat(query("SELECT 1")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void withoutInjectionItIsNotProven(Fault fault) {
        FaultRecord record = conducted(fault, SabotagedFaults.neverActs(family()), PATIENT);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_PROVEN);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void withoutHealingItIsNotHealed(Fault fault) {
        try (SabotagedFaults sabotaged = SabotagedFaults.neverHeals(family())) {
            FaultRecord record = conducted(fault, sabotaged, IMPATIENT);
            assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_HEALED);
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theEndOfTheRunHealsIt(Fault fault) throws SQLException {
        FaultConductor conductor = conductor(fault, LONG, family(), PATIENT);
        conductor.observe("copying", 0.4);
        Awaitility.await().atMost(LONG).until(() -> record(conductor).started().isPresent());
        conductor.close();
        assertThat(record(conductor).ended()).isPresent();
        assertThat(record(conductor).effects()).allMatch(FaultEffect::healed);
        execute("INSERT INTO shop.\"Order\" SELECT coalesce(max(id), 0) + 1 FROM shop.\"Order\"");
    }

    @Test
    void aCrashedServerIsAnotherProcessWithTheSameDataAtTheSameAddress() throws SQLException {
        execute("CREATE TABLE shop.survivor (id int)", "INSERT INTO shop.survivor VALUES (7)");
        String started = query("SELECT pg_postmaster_start_time()");
        family().inject(fault(FaultKind.CRASH, Map.of()), LONG).close();
        assertThat(query("SELECT id FROM shop.survivor")).isEqualTo("7");
        assertThat(query("SELECT pg_postmaster_start_time()")).isNotEqualTo(started);
    }

    @Test
    void aPausedServerHasALeaseThatCanWakeIt() throws Exception {
        List<HealAction> granted = new ArrayList<>();
        List<String> released = new ArrayList<>();
        Leases leases = (name, timeToLive, actions) -> {
            granted.addAll(actions);
            return () -> released.add(name);
        };
        long pid = Long.parseLong(query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"));
        ActiveFault fault =
                ServerFaults.of(cluster, leases, System::nanoTime).inject(fault(FaultKind.PAUSE, Map.of()), LONG);
        try {
            ProcessHandle postmaster =
                    ProcessHandle.of(pid).orElseThrow().parent().orElseThrow();
            assertThat(granted)
                    .containsExactly(new HealAction.ContinueProcess(
                            postmaster.pid(),
                            postmaster.info().startInstant().orElseThrow().toEpochMilli()));
            assertThat(released).isEmpty();
        } finally {
            fault.close();
        }
        assertThat(released).containsExactly("pause s0");
    }

    @Test
    void aPausedServerCanBeEndedWithItsCluster() throws Exception {
        try (RunRegistry own = RunRegistry.open(StateFolder.ofCurrentUser())) {
            try (EmbeddedCluster paused = EmbeddedCluster.start(List.of(SHARD), own)) {
                paused.control(SHARD).orElseThrow().pause();
            }
            assertThat(own.inventory().stream()
                            .filter(run -> run.runId().equals(own.runId()))
                            .flatMap(run -> run.processes().stream()))
                    .isEmpty();
        }
    }

    @Test
    void aTableThatIsNotThereIsToldWithThoseThatAre() {
        Fault fault = fault(FaultKind.LOCK_HOLDER, Map.of("table", "shop.orders"));
        assertThatThrownBy(() -> family().inject(fault, LONG))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("there is no table 'shop.orders' in database app of shard s0; there are")
                .hasMessageContaining("shop.Order");
        assertThatThrownBy(() -> family().measures(fault)).isInstanceOf(FaultException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accessExclusive", "exclusive", "shareRowExclusive", "share"})
    void everyModeOfLocksKeepsSomebodyOut(String mode) throws Exception {
        Fault fault = fault(FaultKind.LOCK_HOLDER, Map.of("table", "shop.Order", "mode", mode));
        try (Probe probe = family().measures(fault).get(0).probe()) {
            assertThat(probe.sample()).isZero();
            try (ActiveFault acting = family().inject(fault, LONG)) {
                assertThat(acting.fault()).isEqualTo(fault);
                assertThat(probe.sample()).isEqualTo(1);
            }
        }
    }

    @Test
    void theServerItselfEndsATransactionWhoseTimeToLiveIsOver() throws SQLException {
        Fault fault = fault(FaultKind.LONG_TRANSACTION, Map.of());
        try (ActiveFault acting = family().inject(fault, Duration.ofSeconds(1))) {
            assertThat(acting.fault()).isEqualTo(fault);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> query("SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL")
                            .equals("0"));
        }
    }

    private static FaultFamily family() {
        return ServerFaults.of(cluster, Leases.UNWATCHED, System::nanoTime);
    }

    private static Fault fault(FaultKind kind, Map<String, Object> values) {
        return new Fault(kind, FaultTarget.of(SHARD), values);
    }

    /** The record of a fault that has come, acted for a while, and was healed. */
    private static FaultRecord conducted(Fault fault, FaultFamily family, ProofPlan plan) {
        FaultConductor conductor = conductor(fault, Duration.ofSeconds(3), family, plan);
        conductor.observe("copying", 0.4);
        Awaitility.await().atMost(LONG).until(() -> record(conductor).ended().isPresent());
        conductor.close();
        return record(conductor);
    }

    private static FaultConductor conductor(Fault fault, Duration length, FaultFamily family, ProofPlan plan) {
        PlacedFault placed = new PlacedFault(fault, FaultPlacement.atProgress("copying", 0.4), length);
        return new FaultConductor(
                List.of(placed), family, plan, InstantSource.system(), System::nanoTime, FaultListener.NONE);
    }

    private static FaultRecord record(FaultConductor conductor) {
        return conductor.records().get(0);
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection session = server().connect();
                Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String query(String sql) throws SQLException {
        try (Connection session = server().connect();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static ShardServer server() {
        return cluster.shard(SHARD);
    }
}
