package dev.shardproof.simulator.fault.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Link;
import dev.shardproof.simulator.fault.ShardLinks;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.network.NetworkFaults;
import dev.shardproof.simulator.fault.probe.LinkProbe;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.TestingServer;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults on real links, through the Toxiproxy client, measured by the real probe. */
abstract class WireFaultsContract {

    private static final ShardId SHARD = new ShardId("s2");
    private static final Fault SLOW = slow(SHARD);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final ProofPlan PLAN = new ProofPlan(5, Duration.ofMillis(10), Duration.ofSeconds(20));

    /** A slow shard is measured without asking its server. */
    private static final Function<ShardId, ShardServer> NO_SERVERS = shard -> {
        throw new AssertionError("shard %s was asked for".formatted(shard));
    };

    private TestingServer postgres;
    private ProxyServer server;
    private ShardLinks links;
    private Link link;

    abstract ProxyServer startServer();

    @BeforeEach
    void start() {
        postgres = TestingServer.postgres();
        server = startServer();
        links = new ShardLinks(server, "run");
        link = links.open(SHARD, new Endpoint("127.0.0.1", postgres.port()));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            links.close();
            server.close();
        }
        postgres.close();
    }

    @Test
    void slowShardRaisesTheRoundTripUntilItIsHealed() throws IOException {
        LinkProbe probe = LinkProbe.of(link, Duration.ofMillis(200), System::nanoTime);
        ActiveFault fault = faults().inject(SLOW, LONG);
        assertThat(probe.sample()).isGreaterThanOrEqualTo(175);
        fault.close();
        assertThat(toxicsOnTheLink()).isZero();
        fault.close();
    }

    @Test
    void severalFaultsOnOneShardHealOneByOne() throws IOException {
        FaultFamily injector = faults();
        ActiveFault first = injector.inject(SLOW, LONG);
        try (ActiveFault second = injector.inject(SLOW, LONG)) {
            assertThat(toxicsOnTheLink()).isEqualTo(2);
            first.close();
            assertThat(toxicsOnTheLink()).isEqualTo(1);
            assertThat(second.fault()).isEqualTo(SLOW);
        }
        assertThat(toxicsOnTheLink()).isZero();
    }

    @Test
    void faultThatSomebodyElseRemovedCountsAsHealed() throws IOException {
        ActiveFault fault = faults().inject(SLOW, LONG);
        new ToxiproxyClient(server.host(), server.port()).reset();
        fault.close();
        ActiveFault second = faults().inject(SLOW, LONG);
        links.close();
        second.close();
    }

    @Test
    void faultThatCannotBeHealedSaysSoEachTime() {
        ActiveFault fault = faults().inject(SLOW, LONG);
        server.close();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(fault::close)
                    .isInstanceOf(FaultException.class)
                    .hasMessageContaining("slowShard s2 was not healed");
        }
        assertThatThrownBy(links::close).isInstanceOf(FaultException.class).hasMessageContaining("shard s2");
        server = null;
    }

    @Test
    void faultOnAnUnknownShardNamesTheKnownOnes() {
        Fault unknown = slow(new ShardId("s9"));
        assertThatThrownBy(() -> faults().inject(unknown, LONG))
                .hasMessage("there is no link to shard s9; there are links to [s2]");
    }

    @Test
    void linksDescribeThemselvesAndAreGoneAfterClose() {
        assertThat(link.upstream().port()).isEqualTo(postgres.port());
        assertThat(links.links()).containsExactly(link);
        assertThatThrownBy(() -> links.open(SHARD, new Endpoint("127.0.0.1", 1)))
                .isInstanceOf(IllegalStateException.class);
        links.close();
        assertThatThrownBy(() -> LinkProbe.of(link, Duration.ofMillis(200), System::nanoTime)
                        .sample())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void conductorProvesARealFault() {
        FaultConductor conductor = conductor(faults());
        conductor.observe("copying", 0.4);
        Awaitility.await().until(() -> record(conductor).ended().isPresent());
        conductor.close();
        assertThat(record(conductor).outcome()).as("%s", record(conductor)).isEqualTo(Outcome.PROVEN);
        assertThat(record(conductor).effects().get(0).during().answered()).isNotEmpty();
    }

    @Test
    void silentlyRemovedToxicIsNotProven() {
        FaultConductor conductor = conductor(SabotagedFaults.neverActs(faults()));
        conductor.observe("copying", 0.4);
        Awaitility.await().until(() -> record(conductor).ended().isPresent());
        conductor.close();
        assertThat(record(conductor).bitten()).isFalse();
        assertThat(record(conductor).outcome()).isEqualTo(Outcome.NOT_PROVEN);
    }

    @Test
    void probeTellsSilenceHangUpAndStrangersApart() throws IOException {
        try (TestingServer silent =
                        TestingServer.of(socket -> socket.getInputStream().readAllBytes());
                TestingServer rude =
                        TestingServer.of(socket -> socket.getInputStream().readNBytes(8));
                TestingServer stranger = TestingServer.of(socket -> {
                    socket.getInputStream().readNBytes(8);
                    socket.getOutputStream().write('E');
                })) {
            assertThatThrownBy(() -> probe(silent).sample()).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> probe(rude).sample()).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> probe(stranger).sample()).hasMessageContaining("byte 0x45");
        }
    }

    private static LinkProbe probe(TestingServer target) {
        return new LinkProbe("127.0.0.1", target.port(), Duration.ofMillis(300), System::nanoTime);
    }

    private FaultConductor conductor(FaultFamily family) {
        PlacedFault placed = new PlacedFault(SLOW, FaultPlacement.atProgress("copying", 0.4), Duration.ofMillis(1500));
        return new FaultConductor(
                List.of(placed), family, PLAN, InstantSource.system(), System::nanoTime, FaultListener.NONE);
    }

    private NetworkFaults faults() {
        return new NetworkFaults(links, NO_SERVERS, Leases.UNWATCHED, System::nanoTime);
    }

    private static Fault slow(ShardId shard) {
        return new Fault(
                FaultKind.SLOW_SHARD,
                FaultTarget.of(shard),
                Map.of("latency", Duration.ofMillis(200), "jitter", Duration.ofMillis(20)));
    }

    private int toxicsOnTheLink() throws IOException {
        return new ToxiproxyClient(server.host(), server.port())
                .getProxy(SHARD.name() + ".run")
                .toxics()
                .getAll()
                .size();
    }

    private static FaultRecord record(FaultConductor conductor) {
        return conductor.records().get(0);
    }
}
