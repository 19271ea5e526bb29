package dev.shardproof.simulator.fault.proxy;

import static dev.shardproof.simulator.fault.proxy.TestingClient.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import eu.rekawek.toxiproxy.model.toxic.Slicer;
import eu.rekawek.toxiproxy.model.toxic.Timeout;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every toxic, through the unmodified Java client. Bounds on time are one-sided and generous: a busy machine makes all
 * slower, and a toxic is chosen so strong that its absence or presence stands out.
 */
abstract class ToxicsContract extends ProxyServerContract {

    @ParameterizedTest
    @EnumSource(ToxicDirection.class)
    void latencyDelaysBothDirections(ToxicDirection direction) throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().latency("slow", direction, 200);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(connection.echoMillis()).isGreaterThanOrEqualTo(150);
        }
    }

    @Test
    void latencyActsOnOpenConnectionsAndLeavesThemWhenChangedAndRemoved() throws IOException {
        Proxy proxy = echoProxy();
        try (TestingClient connection = new TestingClient(proxy)) {
            connection.echo("warm");
            Latency latency = proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 10_000);
            latency.setLatency(200);
            assertThat(connection.echoMillis()).isBetween(150L, 8_000L);
            latency.setLatency(10_000);
            latency.remove();
            assertThat(connection.echoMillis()).isLessThan(8_000);
        }
    }

    @Test
    void removedLatencyReleasesTheBytesThatItHolds() throws IOException {
        Proxy proxy = echoProxy();
        Latency latency = proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 15_000);
        try (TestingClient connection = new TestingClient(proxy)) {
            connection.send("held");
            Awaitility.await().until(() -> echo.received() == 4);
            assertThat(millis(() -> {
                        latency.remove();
                        assertThat(connection.receive(4)).asString().isEqualTo("held");
                    }))
                    .isLessThan(12_000);
        }
    }

    @Test
    void toxicOfTheOtherDirectionLeavesWaitingBytesAlone() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 1_500);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(millis(() -> {
                        connection.send("x");
                        Awaitility.await().until(() -> echo.received() == 1);
                        proxy.toxics().latency("other", ToxicDirection.UPSTREAM, 1);
                        connection.receive(1);
                    }))
                    .isGreaterThanOrEqualTo(1_400);
        }
    }

    @Test
    void latencyDoesNotMakeALongLineNarrow() throws Exception {
        Proxy proxy = echoProxy();
        proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 200);
        byte[] sent = randomBytes(8 * 1024 * 1024);
        try (TestingClient connection = new TestingClient(proxy)) {
            Thread sender = new Thread(() -> millis(() -> connection.send(sent)));
            sender.start();
            // Chunk after chunk, 200 ms each, would take 25 seconds at the least.
            assertThat(millis(() -> assertThat(connection.receive(sent.length)).isEqualTo(sent)))
                    .isBetween(150L, 15_000L);
            sender.join();
        }
    }

    @ParameterizedTest
    @EnumSource(ToxicDirection.class)
    void jitterMakesSomeAnswersEarlierAndSomeLater(ToxicDirection direction) throws IOException {
        Proxy proxy = echoProxy();
        Latency latency = proxy.toxics().latency("slow", direction, 200).setJitter(200);
        assertThat(latency.getLatency()).isEqualTo(200);
        assertThat(latency.getJitter()).isEqualTo(200);
        long least = Long.MAX_VALUE;
        long most = 0;
        try (TestingClient connection = new TestingClient(proxy)) {
            for (int i = 0; i < 24; i++) {
                long millis = connection.echoMillis();
                least = Math.min(least, millis);
                most = Math.max(most, millis);
            }
        }
        // Uniform from 0 to 400: that none of 24 is below 150, or none above 250, happens once in 80,000 runs.
        assertThat(least).isLessThan(150);
        assertThat(most).isGreaterThan(250);
    }

    @ParameterizedTest
    @EnumSource(ToxicDirection.class)
    void bandwidthLimitsBothDirections(ToxicDirection direction) throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().bandwidth("narrow", direction, 100);
        byte[] sent = randomBytes(50_000);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(millis(() -> {
                        connection.send(sent);
                        assertThat(connection.receive(sent.length)).isEqualTo(sent);
                    }))
                    .isGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void widerBandwidthActsOnBytesThatWait() throws IOException {
        Proxy proxy = echoProxy();
        Bandwidth bandwidth = proxy.toxics().bandwidth("narrow", ToxicDirection.DOWNSTREAM, 1);
        byte[] sent = randomBytes(60_000);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(millis(() -> {
                        connection.send(sent);
                        connection.receive(1);
                        bandwidth.setRate(100_000);
                        assertThat(connection.receive(sent.length - 1)).hasSize(sent.length - 1);
                    }))
                    .isLessThan(40_000);
        }
    }

    @ParameterizedTest
    @EnumSource(ToxicDirection.class)
    void bandwidthZeroHoldsAllBackUntilItIsRemoved(ToxicDirection direction) throws IOException {
        Proxy proxy = echoProxy();
        Bandwidth closed = proxy.toxics().bandwidth("closed", direction, 0);
        try (TestingClient connection = new TestingClient(proxy).readLimit(400)) {
            connection.send("held");
            assertThatThrownBy(() -> connection.receive(1)).isInstanceOf(SocketTimeoutException.class);
            closed.remove();
            connection.readLimit(20_000);
            assertThat(connection.receive(4)).asString().isEqualTo("held");
        }
    }

    @Test
    void slowCloseDelaysTheEndOfTheClientsStream() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().slowClose("linger", ToxicDirection.UPSTREAM, 1_500);
        try (TestingClient connection = new TestingClient(proxy)) {
            connection.echo("x");
        }
        assertThat(millis(() -> Awaitility.await().until(() -> echo.open() == 0)))
                .isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void slowCloseDelaysTheEndOfTheStream() throws IOException {
        try (TestingServer greeter =
                TestingServer.of(socket -> socket.getOutputStream().write("bye".getBytes()))) {
            Proxy proxy = client.createProxy("greeter", "127.0.0.1:0", greeter.address());
            proxy.toxics().slowClose("linger", ToxicDirection.DOWNSTREAM, 300);
            assertThat(millis(() -> {
                        try (TestingClient connection = new TestingClient(proxy)) {
                            assertThat(connection.receiveAll()).asString().isEqualTo("bye");
                        }
                    }))
                    .isGreaterThanOrEqualTo(250);
        }
    }

    @ParameterizedTest
    @EnumSource(ToxicDirection.class)
    void timeoutDropsAllAndClosesTheConnection(ToxicDirection direction) throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().timeout("hang", direction, 300);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(millis(() -> {
                        connection.send("lost");
                        assertThat(endOfStream(connection)).isTrue();
                    }))
                    .isGreaterThanOrEqualTo(250);
        }
        long arriving = direction == ToxicDirection.UPSTREAM ? 0 : 4;
        Awaitility.await().untilAsserted(() -> assertThat(echo.received()).isEqualTo(arriving));
    }

    @Test
    void timeoutZeroIsABlackHoleUntilItIsRemovedAndThenTheConnectionIsClosed() throws IOException {
        Proxy proxy = echoProxy();
        Timeout hole = proxy.toxics().timeout("hole", ToxicDirection.DOWNSTREAM, 0);
        try (TestingClient connection = new TestingClient(proxy).readLimit(400)) {
            assertThatThrownBy(() -> connection.echo("lost")).isInstanceOf(SocketTimeoutException.class);
            hole.remove();
            connection.readLimit(15_000);
            assertThat(endOfStream(connection)).isTrue();
        }
        try (TestingClient next = new TestingClient(proxy)) {
            assertThat(next.echo("found")).isEqualTo("found");
        }
    }

    @ParameterizedTest
    @EnumSource(ToxicDirection.class)
    void resetPeerResetsTheConnection(ToxicDirection direction) throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().resetPeer("reset", direction, 100);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThatThrownBy(() -> {
                        connection.send("x");
                        connection.read();
                    })
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @ParameterizedTest
    @EnumSource(ToxicDirection.class)
    void slicerCutsAndDelaysButLosesNothing(ToxicDirection direction) throws IOException {
        Proxy proxy = echoProxy();
        Slicer slicer = proxy.toxics().slicer("slices", direction, 100, 20_000);
        slicer.setSizeVariation(10);
        byte[] sent = randomBytes(2_000);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(millis(() -> {
                        connection.send(sent);
                        assertThat(connection.receive(sent.length)).isEqualTo(sent);
                    }))
                    .isGreaterThanOrEqualTo(150);
        }
    }

    @Test
    void limitDataDownstreamClosesAfterSoManyBytes() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().limitData("limit", ToxicDirection.DOWNSTREAM, 100);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(connection.echo("x".repeat(60))).hasSize(60);
            connection.send("y".repeat(60));
            assertThat(connection.receiveAll()).asString().isEqualTo("y".repeat(40));
        }
    }

    @Test
    void limitDataUpstreamClosesAfterSoManyBytes() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().limitData("limit", ToxicDirection.UPSTREAM, 100);
        try (TestingClient connection = new TestingClient(proxy)) {
            connection.send("x".repeat(300));
            while (!endOfStream(connection)) {
                assertThat(echo.received()).isLessThanOrEqualTo(100);
            }
        }
        // The client may see the end before the server has read what came.
        Awaitility.await().untilAsserted(() -> assertThat(echo.received()).isEqualTo(100));
    }

    @Test
    void raisedLimitLetsMoreBytesThrough() throws IOException {
        Proxy proxy = echoProxy();
        LimitData limit = proxy.toxics().limitData("limit", ToxicDirection.DOWNSTREAM, 100);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(connection.echo("x".repeat(60))).hasSize(60);
            limit.setBytes(150);
            assertThat(connection.echo("y".repeat(60))).hasSize(60);
            connection.send("z".repeat(60));
            assertThat(connection.receiveAll()).asString().isEqualTo("z".repeat(30));
        }
    }

    @Test
    void removedLimitLetsAllThrough() throws IOException {
        Proxy proxy = echoProxy();
        LimitData limit = proxy.toxics().limitData("limit", ToxicDirection.UPSTREAM, 100);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(connection.echo("x".repeat(60))).hasSize(60);
            limit.remove();
            assertThat(connection.echo("y".repeat(600))).hasSize(600);
        }
    }

    @Test
    void toxicityOfAHalfHitsSomeConnectionsAndSparesOthers() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().limitData("cut", ToxicDirection.DOWNSTREAM, 0).setToxicity(0.5f);
        int cut = 0;
        // All alike happens once in 10^12 runs.
        for (int i = 0; i < 40; i++) {
            try (TestingClient connection = new TestingClient(proxy)) {
                connection.send("x");
                cut += endOfStream(connection) ? 1 : 0;
            }
        }
        assertThat(cut).isBetween(1, 39);
    }

    @Test
    void toxicityZeroSparesAllConnections() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 15_000).setToxicity(0f);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(connection.echoMillis()).isLessThan(12_000);
        }
    }

    @Test
    void toxicsOfOneDirectionActTogether() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().latency("first", ToxicDirection.DOWNSTREAM, 150);
        proxy.toxics().latency("second", ToxicDirection.DOWNSTREAM, 150);
        proxy.toxics().slicer("slices", ToxicDirection.DOWNSTREAM, 2, 0);
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(millis(() -> assertThat(connection.echo("abcdefghij")).isEqualTo("abcdefghij")))
                    .isGreaterThanOrEqualTo(140);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "latency, latency, 15000",
        "bandwidth, rate, 0",
        "slow_close, delay, 15000",
        "timeout, timeout, 1",
        "reset_peer, timeout, 0",
        "slicer, average_size, 1",
        "limit_data, bytes, 0"
    })
    void removedToxicOfEachTypeLeavesNothing(String type, String attribute, long value) throws IOException {
        Proxy proxy = echoProxy();
        for (ToxicDirection direction : ToxicDirection.values()) {
            String toxic = "{\"name\":\"t\",\"type\":\"%s\",\"stream\":\"%s\",\"attributes\":{\"%s\":%d}}"
                    .formatted(type, direction.name().toLowerCase(Locale.ROOT), attribute, value);
            assertThat(request("POST", "/proxies/echo/toxics", toxic).statusCode())
                    .isEqualTo(200);
            assertThat(request("DELETE", "/proxies/echo/toxics/t", "").statusCode())
                    .isEqualTo(204);
        }
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(millis(
                            () -> assertThat(connection.echo("x".repeat(1_000))).hasSize(1_000)))
                    .isLessThan(12_000);
        }
        assertThat(millis(() -> Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> echo.open() == 0)))
                .isLessThan(12_000);
    }

    /** True at the end of the stream, also where it ends by a reset; false if a byte came. */
    private static boolean endOfStream(TestingClient connection) throws IOException {
        try {
            return connection.read() < 0;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return true;
        }
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
