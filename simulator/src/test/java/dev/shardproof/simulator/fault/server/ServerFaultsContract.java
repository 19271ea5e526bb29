package dev.shardproof.simulator.fault.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
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
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of a server, on a real one, measured by the real probes; for every provider that has started its servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerFaultsContract {

    static final ShardId SHARD = new ShardId("s0");

    /** With a small volume for its write-ahead log, where the provider can do that. */
    static final ShardId SMALL = new ShardId("s1");

    static final Duration LONG = Duration.ofMinutes(5);
    private static final ProofPlan PATIENT = new ProofPlan(5, Duration.ofMillis(50), Duration.ofSeconds(60));
    private static final ProofPlan IMPATIENT = new ProofPlan(5, Duration.ofMillis(50), Duration.ofSeconds(4));

    private RunRegistry registry;
    private Cluster cluster;

    /** The kinds that the provider can do. */
    abstract Set<FaultKind> kinds();

    /** Starts {@link #SHARD}, and others that it needs, with these parameters besides its own. */
    abstract Cluster start(RunRegistry registry, Map<String, String> parameters);

    @BeforeAll
    void startServer() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = start(registry, Map.of("max_connections", "20", "max_wal_senders", "5", "shared_buffers", "16MB"));
        execute("CREATE SCHEMA shop", "CREATE TABLE shop.\"Order\" (id int PRIMARY KEY)");
    }

    @AfterAll
    void stopServer() {
        if (cluster != null) {
            cluster.close();
        }
        registry.close();
    }

    Cluster cluster() {
        return cluster;
    }

    Stream<Fault> faults() {
        return Stream.of(
                        fault(FaultKind.CRASH, Map.of()),
                        fault(FaultKind.PAUSE, Map.of()),
                        fault(FaultKind.SLOW_DISK, Map.of("delay", Duration.ofMillis(80))),
                        fault(FaultKind.CONNECTION_EXHAUSTION, Map.of()),
                        fault(FaultKind.LOCK_HOLDER, Map.of("table", "shop.Order")),
                        fault(FaultKind.LOCK_HOLDER, Map.of("table", "shop.Order", "mode", "accessExclusive")),
                        fault(FaultKind.LONG_TRANSACTION, Map.of()),
                        fault(FaultKind.FAILOVER, Map.of("standby", "synchronous")),
                        fault(FaultKind.FAILOVER, Map.of("standby", "asynchronous")),
                        new Fault(FaultKind.DISK_FULL, FaultTarget.of(SMALL), Map.of()))
                .filter(fault -> kinds().contains(fault.kind()));
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
    void theProviderCanDoWhatItPromises() {
        assertThat(family().kinds()).isEqualTo(kinds());
        assertThat(faults().map(Fault::kind)).as("tested kinds").containsAll(kinds());
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

    FaultFamily family() {
        return ServerFaults.of(cluster, Leases.UNWATCHED, System::nanoTime);
    }

    static Fault fault(FaultKind kind, Map<String, Object> values) {
        return new Fault(kind, FaultTarget.of(SHARD), values);
    }

    /** The record of a fault that has come, acted for a while, and was healed. */
    private FaultRecord conducted(Fault fault, FaultFamily family, ProofPlan plan) {
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

    void execute(String... statements) throws SQLException {
        try (Connection session = server().connect();
                Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String query(String sql) throws SQLException {
        try (Connection session = server().connect();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    ShardServer server() {
        return cluster.shard(SHARD);
    }
}
