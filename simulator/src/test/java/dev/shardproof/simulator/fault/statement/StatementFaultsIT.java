package dev.shardproof.simulator.fault.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamilies;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Link;
import dev.shardproof.simulator.fault.ShardLinks;
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
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.proxy.EmbeddedProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.TestingBinary;
import dev.shardproof.simulator.fault.proxy.ToxiproxyBinary;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults on statements bite and heal on a real server, and are not believed where they do not. */
class StatementFaultsIT {

    private static final ShardId SHARD = new ShardId("s0");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final ProofPlan PLAN = new ProofPlan(3, Duration.ofMillis(20), Duration.ofSeconds(30));
    private static final ProofPlan IMPATIENT = new ProofPlan(2, Duration.ofMillis(20), Duration.ofMillis(200));

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;
    private static ShardServer shard;

    private ProxyServer proxy;
    private ShardLinks links;
    private Link link;

    @BeforeAll
    static void startServer() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(SHARD), registry);
        shard = cluster.shard(SHARD);
        try (Connection connection = shard.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id int PRIMARY KEY)");
        }
    }

    @AfterAll
    static void stopServer() {
        cluster.close();
        registry.close();
    }

    @BeforeEach
    void openLink() {
        proxy = EmbeddedProxyServer.start(42);
        links = new ShardLinks(proxy);
        link = links.open(SHARD, shard.endpoint().host(), shard.endpoint().port());
    }

    @AfterEach
    void closeLink() {
        links.close();
        proxy.close();
    }

    private StatementFaults faults() {
        return new StatementFaults(links, cluster, Leases.UNWATCHED, System::nanoTime);
    }

    private static Fault fault(FaultKind kind, String on, Object... more) {
        Map<String, Object> values = new LinkedHashMap<>(Map.of("on", on));
        for (int i = 0; i < more.length; i += 2) {
            values.put((String) more[i], more[i + 1]);
        }
        return new Fault(kind, FaultTarget.of(SHARD), values);
    }

    static Stream<Fault> eachKind() {
        return Stream.of(
                fault(FaultKind.KILL_STATEMENT, "COMMIT"),
                fault(FaultKind.KILL_STATEMENT, "/COPY .* orders/"),
                fault(FaultKind.KILL_STATEMENT, "INSERT INTO orders"),
                fault(FaultKind.KILL_STATEMENT, "COMMIT", "nth", 3L),
                fault(FaultKind.DELAY_STATEMENT, "COMMIT", "delay", Duration.ofMillis(400)),
                fault(FaultKind.DELAY_STATEMENT, "/orders/", "delay", Duration.ofMillis(400), "nth", 2L),
                fault(FaultKind.FAIL_STATEMENT, "COMMIT"),
                fault(FaultKind.FAIL_STATEMENT, "UPDATE", "sqlState", "42601"),
                fault(FaultKind.FAIL_STATEMENT, "SELECT", "sqlState", "08006", "nth", 2L),
                fault(FaultKind.LOST_REPLY, "COMMIT"),
                fault(FaultKind.LOST_REPLY, "/insert into orders/", "nth", 2L));
    }

    private static FaultRecord run(FaultFamily family, Fault fault, ProofPlan plan) {
        PlacedFault placed = new PlacedFault(fault, FaultPlacement.atProgress("copying", 0), Duration.ofMillis(1500));
        FaultConductor conductor = new FaultConductor(
                List.of(placed), family, plan, InstantSource.system(), System::nanoTime, FaultListener.NONE);
        conductor.observe("copying", 0.1);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> conductor.records().get(0).ended().isPresent()
                        || conductor.records().get(0).problem().isPresent());
        conductor.close();
        return conductor.records().get(0);
    }

    @ParameterizedTest
    @MethodSource("eachKind")
    void realFaultIsProvenAndHeals(Fault fault) {
        FaultRecord record = run(faults(), fault, PLAN);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.PROVEN);
        assertThat(record.effects().get(0).during().answered()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("eachKind")
    void faultThatDoesNothingIsNotProven(Fault fault) {
        FaultRecord record = run(SabotagedFaults.neverActs(faults()), fault, IMPATIENT);
        assertThat(record.bitten()).isFalse();
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_PROVEN);
    }

    @ParameterizedTest
    @MethodSource("eachKind")
    void healingThatDoesNothingIsNotHealed(Fault fault) {
        try (SabotagedFaults sabotaged = SabotagedFaults.neverHeals(faults())) {
            // So few samples may miss each n-th statement; every one can not.
            Fault every = new Fault(fault.kind(), fault.target(), with(fault, "nth", 0L));
            FaultRecord record = run(sabotaged, every, IMPATIENT);
            assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_HEALED);
        }
    }

    private static Map<String, Object> with(Fault fault, String name, Object value) {
        Map<String, Object> values = new LinkedHashMap<>(fault.values());
        values.put(name, value);
        return values;
    }

    @Test
    void wrongFaultProvesNothingForAnother() {
        // Killed before the commit is not a lost reply, and the other way round.
        Fault killed = fault(FaultKind.KILL_STATEMENT, "COMMIT");
        Fault lost = fault(FaultKind.LOST_REPLY, "COMMIT");
        try (ActiveFault acts = faults().inject(killed, LONG)) {
            assertThat(run(SabotagedFaults.neverActs(faults()), lost, IMPATIENT).bitten())
                    .isFalse();
            assertThat(acts.fault()).isEqualTo(killed);
        }
        try (ActiveFault acts = faults().inject(lost, LONG)) {
            assertThat(run(SabotagedFaults.neverActs(faults()), killed, IMPATIENT)
                            .bitten())
                    .isFalse();
            assertThat(acts.fault()).isEqualTo(lost);
        }
    }

    @Test
    void probesLeaveNothingOnTheServer() throws Exception {
        for (Fault fault : eachKind().toList()) {
            faults().measures(fault).forEach(measure -> {
                try (var probe = measure.probe()) {
                    assertThat(probe.sample()).isNotNaN();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
        try (Connection connection = shard.connect();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(
                        "SELECT (SELECT count(*) FROM pg_class WHERE relname ~ 'shardproof'), (SELECT count(*) FROM orders)")) {
            result.next();
            assertThat(result.getLong(1)).isZero();
            assertThat(result.getLong(2)).isZero();
        }
    }

    @Test
    void applicationsStatementsAreHit() throws Exception {
        Endpoint via = new Endpoint(link.host(), link.port());
        ActiveFault acts = faults().inject(fault(FaultKind.FAIL_STATEMENT, "INSERT INTO orders"), LONG);
        try (Connection connection = shard.dataSource(via).getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("INSERT INTO orders VALUES (1)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
            acts.close();
            acts.close();
            statement.execute("INSERT INTO orders VALUES (1)");
            statement.execute("DELETE FROM orders");
        }
    }

    @Test
    void leaseIsTakenBeforeTheFaultActsAndGivenBackAfterwards() {
        List<String> events = new ArrayList<>();
        Leases leases = (name, timeToLive, actions) -> {
            events.add("granted " + name + " " + actions.size());
            return (Lease) () -> events.add("given back");
        };
        StatementFaults leased = new StatementFaults(links, cluster, leases, System::nanoTime);
        leased.inject(fault(FaultKind.LOST_REPLY, "COMMIT"), LONG).close();
        assertThat(events).containsExactly("granted lostReply s0 1", "given back");
        assertThatThrownBy(() -> leased.inject(fault(FaultKind.FAIL_STATEMENT, "/COPY (/"), LONG))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("failStatement s0 was not injected")
                .hasMessageContaining("attribute on is no regular expression");
        assertThat(events).hasSize(4);
    }

    @Test
    void realToxiproxyIsRefusedWithTheProxyThatIsNeeded() {
        try (ProxyServer real = ToxiproxyBinary.start(TestingBinary.require());
                ShardLinks realLinks = new ShardLinks(real)) {
            realLinks.open(SHARD, shard.endpoint().host(), shard.endpoint().port());
            StatementFaults none = new StatementFaults(realLinks, cluster, Leases.UNWATCHED, System::nanoTime);
            assertThat(none.kinds()).isEmpty();
            Fault lost = fault(FaultKind.LOST_REPLY, "COMMIT");
            for (FaultFamily family : List.of(none, new FaultFamilies(List.of(none)))) {
                assertThatThrownBy(() -> family.inject(lost, LONG))
                        .isInstanceOf(FaultException.class)
                        .hasMessageContaining("lostReply s0");
            }
            assertThatThrownBy(() -> none.measures(lost))
                    .hasMessageContaining("lostReply s0 needs the embedded wire proxy")
                    .hasMessageContaining("toxiproxy-server");
        }
    }

    @Test
    void faultThatCanNotBeHealedSaysSo() {
        ActiveFault active = faults().inject(fault(FaultKind.LOST_REPLY, "COMMIT"), LONG);
        proxy.close();
        assertThatThrownBy(active::close)
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("lostReply s0 was not healed");
        // Its links went with it.
        links = new ShardLinks(proxy);
    }
}
