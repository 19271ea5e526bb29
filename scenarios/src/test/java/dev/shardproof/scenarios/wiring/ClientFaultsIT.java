package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.client.ProbeClock;
import dev.shardproof.simulator.fault.conductor.FaultConductor;
import dev.shardproof.simulator.fault.conductor.FaultListener;
import dev.shardproof.simulator.fault.conductor.FaultPlacement;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.fault.conductor.ProofPlan;
import dev.shardproof.simulator.fault.conductor.SabotagedFaults;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.network.NetworkFaults;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServers;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers under a real load process; one of each for all tests. */
class ClientFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LENGTH = Duration.ofSeconds(7);
    private static final String SCENARIO = """
            apiVersion: shardproof/v1
            name: client-faults
            seed: 5
            cluster: {shards: [s0, s1]}
            data: {dataset: orders, rows: 2000}
            reshard: {shards: [s0]}
            workload:
              profile: checkout
              rate: 80/s
              readShare: 0.8
              keys: uniform
              instances: 2
              threads: 16
              timeout: 500ms
              retries: 1
            """;

    /** Can be seen beside each other; a storm needs shards that fail, which would blur the others. */
    private static final List<Fault> CALM = List.of(
            fault(FaultKind.HOT_KEY, Map.of("share", 0.5)),
            fault(FaultKind.STALE_ROUTING_CACHE, Map.of()),
            fault(FaultKind.THUNDERING_RECONNECT, Map.of("every", Duration.ofMillis(1500))));

    private static final List<Fault> STORM = List.of(fault(FaultKind.RETRY_STORM, Map.of("retries", 50L)));

    @TempDir
    private static Path folder;

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;
    private static ProxyServer proxies;
    private static LiveShards shards;
    private static RoutingAuthority authority;
    private static LoadProcess load;
    private static ApplicationLink link;
    private static FaultFamily faults;
    private static ActiveFault trigger;

    @BeforeAll
    static void startTheLoad() throws Exception {
        Scenario scenario = ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), SCENARIO));
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(scenario.cluster().shards(), registry);
        proxies = ProxyServers.start("", 1);
        shards = new LiveShards(cluster, proxies, "run");
        LoadedData data =
                Translation.dataset(scenario).load(cluster, scenario.cluster().topology());
        authority = shards.installRouting(scenario.cluster().topology());
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        load = LoadProcess.start(scenario, data, shards, bundle, registry, InstantSource.system());
        load.awaitStarted(PATIENCE);
        link = new ApplicationLink(load, shards, authority);
        faults = link.faults(ProbeClock.of(InstantSource.system(), System::nanoTime));
    }

    /** What a test leaves behind, such as pools that fill again, must not blur the next one's baseline. */
    @BeforeEach
    void awaitQuiet() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            long before = link.sessions();
            TimeUnit.SECONDS.sleep(2); // to see nothing happen takes time
            return link.sessions() - before < 2;
        });
    }

    @AfterAll
    static void stopEverything() throws Exception {
        if (load != null) {
            load.stopAndWait(PATIENCE);
            load.close();
        }
        if (shards != null) {
            shards.close();
        }
        if (proxies != null) {
            proxies.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        registry.close();
    }

    @Test
    void hotKeyStaleCacheAndReconnectsBiteAndHeal() throws Exception {
        assertThat(conducted(CALM, faults, 20, ClientFaultsIT::switchOver))
                .allSatisfy(
                        record -> assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.PROVEN));
    }

    @Test
    void hotKeyStaleCacheAndReconnectsThatNeverActAreNotProven() throws Exception {
        try (SabotagedFaults sabotaged = SabotagedFaults.neverActs(faults)) {
            assertThat(conducted(CALM, sabotaged, 5, ClientFaultsIT::switchOver))
                    .allSatisfy(record ->
                            assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_PROVEN));
        }
    }

    @Test
    void hotKeyStaleCacheAndReconnectsThatNeverHealAreNotHealed() throws Exception {
        try (SabotagedFaults sabotaged = SabotagedFaults.neverHeals(faults, 10)) {
            assertThat(conducted(CALM, sabotaged, 5, ClientFaultsIT::switchOver))
                    .allSatisfy(record ->
                            assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_HEALED));
        }
    }

    @Test
    void aStormBitesWhereAShardFailsAndHealsThoughItStillDoes() throws Exception {
        try {
            FaultRecord record =
                    conducted(STORM, faults, 20, ClientFaultsIT::failS1).get(0);
            assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.PROVEN);
        } finally {
            recoverS1();
        }
    }

    @Test
    void aStormThatNeverActsIsNotProvenByTheFailingShardAlone() throws Exception {
        try (SabotagedFaults sabotaged = SabotagedFaults.neverActs(faults)) {
            FaultRecord record =
                    conducted(STORM, sabotaged, 5, ClientFaultsIT::failS1).get(0);
            assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_PROVEN);
        } finally {
            recoverS1();
        }
    }

    @Test
    void aStormThatNeverHealsIsNotHealed() throws Exception {
        try (SabotagedFaults sabotaged = SabotagedFaults.neverHeals(faults, 10)) {
            FaultRecord record =
                    conducted(STORM, sabotaged, 5, ClientFaultsIT::failS1).get(0);
            assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_HEALED);
        } finally {
            recoverS1();
        }
    }

    @Test
    void aStormWithoutFailuresAndAStaleCacheWithoutASwitchAreNotProven() throws Exception {
        List<Fault> alone = List.of(STORM.get(0), CALM.get(1));
        assertThat(conducted(alone, faults, 5, () -> {}))
                .allSatisfy(
                        record -> assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_PROVEN));
    }

    @Test
    void aCacheThatIsPinnedAfterTheSwitchGoesBackToTheEpochBefore() throws Exception {
        switchOver();
        FaultRecord record =
                conducted(List.of(CALM.get(1)), faults, 20, () -> {}).get(0);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.PROVEN);
    }

    @Test
    void aFaultThatNobodyRenewsEndsInTheLoadProcess() {
        link.start("alone", CALM.get(0), Duration.ofMillis(500));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> link.renew("alone", Duration.ofMillis(100)))
                        .isInstanceOf(FaultException.class)
                        .hasMessageContaining("its lease was over"));
    }

    @Test
    void moreInstancesThanThereAreAreRefusedWithTheReason() {
        Fault tooMany = fault(FaultKind.RETRY_STORM, Map.of("instances", 3L));
        assertThatThrownBy(() -> faults.inject(tooMany, LENGTH))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("retryStorm application was not injected")
                .hasMessageContaining("instances is 3, but the application has 2");
    }

    /** A step that a test takes once the faults act. */
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private static List<FaultRecord> conducted(List<Fault> some, FaultFamily family, int healSeconds, Step whileActing)
            throws Exception {
        List<PlacedFault> placed = some.stream()
                .map(fault -> new PlacedFault(fault, FaultPlacement.atProgress("copying", 0), LENGTH))
                .toList();
        FaultConductor conductor = new FaultConductor(
                placed,
                family,
                new ProofPlan(4, Duration.ofMillis(50), Duration.ofSeconds(healSeconds)),
                InstantSource.system(),
                System::nanoTime,
                FaultListener.NONE);
        try (conductor) {
            conductor.observe("copying", 0);
            await().atMost(PATIENCE)
                    .until(() -> conductor.records().stream()
                            .allMatch(record -> record.started().isPresent()));
            whileActing.run();
            await().atMost(PATIENCE)
                    .until(() -> conductor.records().stream()
                            .allMatch(record -> record.ended().isPresent()));
        }
        return conductor.records();
    }

    /** The next epoch, with the same owners: nothing has to move for an old one to be old. */
    private static void switchOver() {
        Topology now = authority.current();
        assertThat(authority.compareAndSet(now.epoch(), new Topology(now.epoch() + 1, now.strategy(), now.owners())))
                .isTrue();
    }

    /** Slower than the applications' patience. */
    private static void failS1() {
        trigger = new NetworkFaults(shards.links(), shards::server, Leases.UNWATCHED, System::nanoTime)
                .inject(
                        new Fault(
                                FaultKind.SLOW_SHARD,
                                FaultTarget.of(new ShardId("s1")),
                                Map.of("latency", Duration.ofSeconds(3))),
                        PATIENCE);
    }

    private static void recoverS1() {
        if (trigger != null) {
            trigger.close();
        }
    }

    private static Fault fault(FaultKind kind, Map<String, Object> values) {
        return new Fault(kind, FaultTarget.APPLICATION, values);
    }
}
