package dev.shardproof.simulator.fault.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Probe;
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
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every fault of the wire, on a real PostgreSQL server: it bites and heals, and each sabotage of it is seen. */
abstract class NetworkFaultsContract {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final ProofPlan PLAN = new ProofPlan(9, Duration.ofMillis(20), Duration.ofSeconds(30));
    private static final ProofPlan IMPATIENT = new ProofPlan(9, Duration.ofMillis(20), Duration.ofMillis(500));

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;

    private final List<HealAction> leased = Collections.synchronizedList(new ArrayList<>());
    private ProxyServer proxies;
    private ShardLinks links;

    abstract ProxyServer startProxies();

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
    void openLinks() {
        proxies = startProxies();
        links = new ShardLinks(proxies, "run");
        cluster.shards().forEach(server -> links.open(server.id(), server.endpoint()));
        faults().forEach(fault ->
                links.open(fault.target().requireShard(), cluster.shard(S0).endpoint()));
    }

    @AfterEach
    void closeLinks() {
        if (proxies != null) {
            links.close();
            proxies.close();
        }
    }

    /**
     * One of each, and of the partitions one for each direction; each has a link of its own, to the same server. So strong
     * that a busy machine's own delays are small beside them.
     */
    private static List<Fault> faults() {
        return List.of(
                fault(0, FaultKind.SLOW_SHARD, Map.of("latency", Duration.ofMillis(500))),
                fault(1, FaultKind.JITTER, Map.of("spread", Duration.ofMillis(1_000))),
                fault(2, FaultKind.BANDWIDTH, Map.of("rate", 100_000L)),
                fault(3, FaultKind.PARTITION, Map.of("direction", "both")),
                fault(4, FaultKind.PARTITION, Map.of("direction", "requests")),
                fault(5, FaultKind.PARTITION, Map.of("direction", "answers")),
                fault(6, FaultKind.BLACK_HOLE, Map.of()),
                fault(7, FaultKind.CONNECTION_RESET, Map.of("every", Duration.ofMillis(600))),
                fault(8, FaultKind.HALF_OPEN, Map.of()),
                fault(9, FaultKind.SLOW_CLOSE, Map.of("delay", Duration.ofMillis(300))),
                fault(10, FaultKind.FLAPPING, Map.of("up", Duration.ofMillis(400), "down", Duration.ofMillis(300))));
    }

    private static Fault fault(int link, FaultKind kind, Map<String, Object> values) {
        return new Fault(kind, FaultTarget.of(new ShardId("link" + link)), values);
    }

    @Test
    void everyFaultBitesAndHeals() throws IOException {
        assertThat(conducted(faults(), family(), PLAN))
                .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.PROVEN));
        for (Fault fault : faults()) {
            assertThat(toxics(fault)).isEmpty();
            assertThat(proxy(fault).isEnabled()).isTrue();
        }
    }

    @Test
    void faultThatSilentlyDoesNothingIsNotProven() {
        assertThat(conducted(faults(), SabotagedFaults.neverActs(family()), PLAN))
                .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.NOT_PROVEN));
    }

    @Test
    void faultThatIsSilentlyNotHealedIsSeen() {
        try (SabotagedFaults neverHeals = SabotagedFaults.neverHeals(longLived())) {
            assertThat(conducted(faults(), neverHeals, IMPATIENT))
                    .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.NOT_HEALED));
        }
    }

    /** Or a watchdog would heal, at a port that is used again, what another run has injected. */
    @Test
    void theProxiesOfTwoRunsHaveDifferentNames() throws IOException {
        ShardId shard = faults().get(0).target().requireShard();
        try (ShardLinks others = new ShardLinks(proxies, "another")) {
            others.open(shard, links.link(shard).upstream());
            assertThat(others.proxy(shard).getName())
                    .isNotEqualTo(links.proxy(shard).getName());
        }
        assertThat(links.disturbances()).isEqualTo(Map.of("toxics", List.of(), "disabled proxies", List.of()));
    }

    /** What the watchdog would do when this process is dead. */
    @Test
    void leaseNamesAllThatMustBeHealed() throws IOException {
        for (Fault fault : faults()) {
            leased.clear();
            ActiveFault active = family().inject(fault, LONG);
            String proxy = fault.target().name() + ".run"; // of that run alone
            List<HealAction> needed = new ArrayList<>();
            toxics(fault)
                    .forEach(toxic ->
                            needed.add(new HealAction.RemoveToxic(proxies.host(), proxies.port(), proxy, toxic)));
            if (fault.kind() == FaultKind.FLAPPING) {
                needed.add(new HealAction.EnableProxy(proxies.host(), proxies.port(), proxy));
            }
            assertThat(leased).as(fault.name()).isNotEmpty().containsExactlyInAnyOrderElementsOf(needed);
            active.close();
            active.close();
            assertThat(toxics(fault)).isEmpty();
        }
    }

    /** A fault that loses one way must not pass for one that loses the other, or both. */
    @Test
    void partitionOfOneWayIsToldFromTheOthers() {
        Map<String, Fault> partitions = Map.of(
                "both", fault(0, FaultKind.PARTITION, Map.of("direction", "both")),
                "requests", fault(0, FaultKind.PARTITION, Map.of("direction", "requests")),
                "answers", fault(0, FaultKind.PARTITION, Map.of("direction", "answers")));
        for (String injected : partitions.keySet()) {
            List<Measure> measures = partitions.entrySet().stream()
                    .filter(other -> !other.getKey().equals(injected))
                    .flatMap(other -> family().measures(other.getValue()).stream())
                    .filter(measure -> measure.expected().healedRise().isEmpty())
                    .toList();
            assertThat(measures).hasSize(2);
            measures.forEach(measure -> assertThat(fails(measure.probe())).isFalse());
            ActiveFault active = family().inject(partitions.get(injected), LONG);
            measures.forEach(measure -> assertThat(fails(measure.probe()))
                    .as("%s while %s are lost", measure.expected().figure(), injected)
                    .isFalse());
            active.close();
            measures.forEach(measure -> measure.probe().close());
        }
    }

    /** In a black hole the server keeps its sessions; that is no half-open connection. */
    @Test
    void blackHoleIsNoHalfOpenConnection() throws IOException {
        Probe halfOpen = family().measures(fault(0, FaultKind.HALF_OPEN, Map.of()))
                .get(0)
                .probe();
        assertThat(halfOpen.sample()).isZero();
        try (ActiveFault active = family().inject(fault(0, FaultKind.BLACK_HOLE, Map.of()), LONG)) {
            assertThat(active.fault().kind()).isEqualTo(FaultKind.BLACK_HOLE);
            assertThat(halfOpen.sample()).isZero();
        }
        halfOpen.close();
    }

    @Test
    void partitionOfAStreamIsSeenByItsServersAndByNobodyElse() throws IOException {
        Fault partition = new Fault(FaultKind.PARTITION, FaultTarget.stream(S0, S1), Map.of());
        assertThat(conducted(partition, family(), PLAN).outcome())
                .as("nothing is replicated, so nothing can be shown to be cut off")
                .isEqualTo(Outcome.NOT_PROVEN);
        try (ServerSession publisher = session(S0);
                ServerSession subscriber = session(S1)) {
            replicate(publisher, subscriber);
            try {
                FaultRecord proven = conducted(partition, family(), PLAN);
                assertThat(proven.outcome()).as("%s", proven).isEqualTo(Outcome.PROVEN);
                FaultRecord sabotaged = conducted(partition, SabotagedFaults.neverActs(family()), PLAN);
                assertThat(sabotaged.outcome()).as("%s", sabotaged).isEqualTo(Outcome.NOT_PROVEN);
                try (SabotagedFaults neverHeals = SabotagedFaults.neverHeals(family())) {
                    FaultRecord unhealed = conducted(partition, neverHeals, IMPATIENT);
                    assertThat(unhealed.outcome()).as("%s", unhealed).isEqualTo(Outcome.NOT_HEALED);
                    Probe applications = family().measures(fault(0, FaultKind.BLACK_HOLE, Map.of()))
                            .get(0)
                            .probe();
                    assertThat(applications.sample())
                            .as("round trip by the application's link")
                            .isPositive();
                }
            } finally {
                subscriber.execute("DROP SUBSCRIPTION stream");
                publisher.execute("DROP PUBLICATION stream");
            }
        }
    }

    private void replicate(ServerSession publisher, ServerSession subscriber) throws IOException {
        String table = "CREATE TABLE IF NOT EXISTS streamed (id int PRIMARY KEY)";
        publisher.execute(table);
        subscriber.execute(table);
        publisher.execute("CREATE PUBLICATION stream FOR TABLE streamed");
        subscriber.execute("CREATE SUBSCRIPTION stream CONNECTION '%s' PUBLICATION stream"
                .formatted(cluster.shard(S0)
                        .conninfo(links.openBetween(S1, S0).forServers())
                        .replace("'", "''")));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> publisher
                        .value("SELECT count(*) FROM pg_stat_replication WHERE application_name = 'stream'"
                                + " AND state = 'streaming'")
                        .equals("1"));
    }

    private static ServerSession session(ShardId shard) {
        ShardServer server = cluster.shard(shard);
        return new ServerSession(server, server.endpoint(), Duration.ofMinutes(1));
    }

    private static boolean fails(Probe probe) {
        try {
            probe.sample();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private NetworkFaults family() {
        Leases leases = (fault, timeToLive, actions) -> {
            leased.addAll(actions);
            return () -> {};
        };
        return new NetworkFaults(links, shard -> cluster.shard(shard.equals(S1) ? S1 : S0), leases, System::nanoTime);
    }

    /** Whose faults do not end by themselves while a test still looks at them. */
    private FaultFamily longLived() {
        NetworkFaults family = family();
        return new FaultFamily() {
            @Override
            public Set<FaultKind> kinds() {
                return family.kinds();
            }

            @Override
            public List<Measure> measures(Fault fault) {
                return family.measures(fault);
            }

            @Override
            public ActiveFault inject(Fault fault, Duration timeToLive) {
                return family.inject(fault, LONG);
            }
        };
    }

    private static FaultRecord conducted(Fault fault, FaultFamily family, ProofPlan plan) {
        return conducted(List.of(fault), family, plan).get(0);
    }

    /** Injects the faults, side by side, for long enough to measure them. */
    private static List<FaultRecord> conducted(List<Fault> faults, FaultFamily family, ProofPlan plan) {
        FaultPlacement now = FaultPlacement.atProgress("copying", 0);
        List<PlacedFault> placed = faults.stream()
                .map(fault -> new PlacedFault(fault, now, Duration.ofSeconds(8)))
                .toList();
        FaultConductor conductor =
                new FaultConductor(placed, family, plan, InstantSource.system(), System::nanoTime, FaultListener.NONE);
        try {
            conductor.observe("copying", 0);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> conductor.records().stream()
                            .allMatch(record -> record.ended().isPresent()));
        } finally {
            conductor.close();
        }
        return conductor.records();
    }

    private Proxy proxy(Fault fault) throws IOException {
        return new ToxiproxyClient(proxies.host(), proxies.port())
                .getProxy(fault.target().name() + ".run");
    }

    private List<String> toxics(Fault fault) throws IOException {
        return proxy(fault).toxics().getAll().stream().map(Toxic::getName).toList();
    }
}
