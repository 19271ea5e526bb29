package dev.shardproof.simulator.fault.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultInjector;
import dev.shardproof.simulator.fault.Link;
import dev.shardproof.simulator.fault.ShardLinks;
import dev.shardproof.simulator.fault.SlowShard;
import dev.shardproof.simulator.fault.WireFaultInjector;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults on real links, through the Toxiproxy client, measured by the real probe. */
abstract class WireFaultsContract {

    private static final ShardId SHARD = new ShardId("s2");
    private static final SlowShard SLOW = new SlowShard(SHARD, Duration.ofMillis(200), Duration.ofMillis(20));
    private static final ProofPlan PLAN = new ProofPlan(5, Duration.ofMillis(10), Duration.ofSeconds(20));

    private TestingServer postgres;
    private ProxyServer server;
    private ShardLinks links;
    private Link link;

    abstract ProxyServer startServer();

    @BeforeEach
    void start() {
        postgres = TestingServer.postgres();
        server = startServer();
        links = new ShardLinks(server);
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
        LinkProbe probe = LinkProbe.of(link, SLOW, System::nanoTime);
        ActiveFault fault = new WireFaultInjector(links).inject(SLOW);
        assertThat(probe.roundTripMicros()).isGreaterThanOrEqualTo(175_000);
        fault.close();
        assertThat(toxicsOnTheLink()).isZero();
        fault.close();
    }

    @Test
    void severalFaultsOnOneShardHealOneByOne() throws IOException {
        WireFaultInjector injector = new WireFaultInjector(links);
        ActiveFault first = injector.inject(SLOW);
        try (ActiveFault second = injector.inject(SLOW)) {
            assertThat(toxicsOnTheLink()).isEqualTo(2);
            first.close();
            assertThat(toxicsOnTheLink()).isEqualTo(1);
            assertThat(second.fault()).isEqualTo(SLOW);
        }
        assertThat(toxicsOnTheLink()).isZero();
    }

    @Test
    void faultThatSomebodyElseRemovedCountsAsHealed() throws IOException {
        ActiveFault fault = new WireFaultInjector(links).inject(SLOW);
        new ToxiproxyClient(server.host(), server.port()).reset();
        fault.close();
        ActiveFault second = new WireFaultInjector(links).inject(SLOW);
        links.close();
        second.close();
    }

    @Test
    void faultThatCannotBeHealedSaysSoEachTime() {
        ActiveFault fault = new WireFaultInjector(links).inject(SLOW);
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
        SlowShard unknown = new SlowShard(new ShardId("s9"), Duration.ofMillis(200), Duration.ZERO);
        assertThatThrownBy(() -> new WireFaultInjector(links).inject(unknown))
                .hasMessage("there is no link to shard s9; there are links to [s2]");
    }

    @Test
    void linksDescribeThemselvesAndAreGoneAfterClose() {
        assertThat(link.upstream().port()).isEqualTo(postgres.port());
        assertThat(links.links()).containsExactly(link);
        assertThatThrownBy(() -> links.open(SHARD, new Endpoint("127.0.0.1", 1)))
                .isInstanceOf(IllegalStateException.class);
        links.close();
        assertThatThrownBy(() -> LinkProbe.of(link, SLOW, System::nanoTime).roundTripMicros())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void conductorProvesARealFault() {
        FaultConductor conductor = conductor(new WireFaultInjector(links));
        conductor.observe("copying", 0.4);
        Awaitility.await().until(() -> record(conductor).ended().isPresent());
        conductor.close();
        assertThat(record(conductor).outcome()).as("%s", record(conductor)).isEqualTo(Outcome.PROVEN);
        assertThat(record(conductor).effect().orElseThrow().during().samples()).isPositive();
    }

    @Test
    void silentlyRemovedToxicIsNotProven() {
        FaultInjector sabotaged = fault -> {
            ActiveFault active = new WireFaultInjector(links).inject(fault);
            active.close();
            return active;
        };
        FaultConductor conductor = conductor(sabotaged);
        conductor.observe("copying", 0.4);
        Awaitility.await().until(() -> record(conductor).ended().isPresent());
        conductor.close();
        assertThat(record(conductor).effect().orElseThrow().bitten()).isFalse();
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
            assertThatThrownBy(() -> probe(silent).roundTripMicros()).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> probe(rude).roundTripMicros()).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> probe(stranger).roundTripMicros()).hasMessageContaining("byte 0x45");
        }
    }

    private static LinkProbe probe(TestingServer target) {
        return new LinkProbe("127.0.0.1", target.port(), Duration.ofMillis(300), System::nanoTime);
    }

    private FaultConductor conductor(FaultInjector injector) {
        PlacedFault placed = new PlacedFault(SLOW, FaultPlacement.atProgress("copying", 0.4), Duration.ofMillis(1500));
        return new FaultConductor(
                List.of(placed),
                injector,
                fault -> LinkProbe.of(links.link(fault.shard()), fault, System::nanoTime),
                PLAN,
                InstantSource.system(),
                System::nanoTime,
                FaultListener.NONE);
    }

    private int toxicsOnTheLink() throws IOException {
        return new ToxiproxyClient(server.host(), server.port())
                .getProxy(SHARD.name())
                .toxics()
                .getAll()
                .size();
    }

    private static FaultRecord record(FaultConductor conductor) {
        return conductor.records().get(0);
    }
}
