package dev.shardproof.simulator.fault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the embedded wire proxy adds to Toxiproxy, or does otherwise. */
class EmbeddedProxyServerIT extends ProxyServerContract {

    @Override
    ProxyServer startServer() {
        return EmbeddedProxyServer.start(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:0", ":0", "[::]:0", "192.0.2.7:0", "example.org:0", "127.0.0.1", "127.0.0.1:x"})
    void onlyLoopbackAddressesMayListen(String listen) throws IOException {
        String body = "{\"name\":\"a\",\"listen\":\"%s\",\"upstream\":\"127.0.0.1:1\"}".formatted(listen);
        assertThat(request("POST", "/proxies", body).statusCode()).isEqualTo(400);
        assertThat(request("GET", "/proxies", "").body()).isEqualTo("{}");
        echoProxy();
        assertThat(request("POST", "/proxies/echo", "{\"listen\":\"%s\"}".formatted(listen))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void refusedListenAddressSaysWhy() {
        assertThatThrownBy(() -> client.createProxy("a", "0.0.0.0:0", "127.0.0.1:1"))
                .hasMessageContaining("0.0.0.0:0 is not allowed")
                .hasMessageContaining("loopback only")
                .hasMessageContaining("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: rebound.example",
                "Host: 127.0.0.1.example:80",
                "Host: localhost\r\nUser-Agent: Mozilla/5.0"
            })
    void strangersAreRefused(String headers) throws IOException {
        assertThat(rawGet(headers)).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: localhost", "Host: 127.0.0.1:8474", "Host: [::1]:1", "Host: LOCALHOST:1"})
    void loopbackHostsAreServed(String headers) throws IOException {
        assertThat(rawGet(headers)).startsWith("HTTP/1.1 200");
    }

    private String rawGet(String headers) throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.getOutputStream()
                    .write("GET /version HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n"
                            .formatted(headers)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void largeBodiesAreRefused() throws IOException {
        assertThat(request("POST", "/populate", " ".repeat(1024 * 1024 + 1)).statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/none", "/proxies/a/b", "/proxies/a/toxics/b/c", "/version/1"})
    void unknownRoutesAreNotFound(String path) throws IOException {
        assertThat(request("GET", path, "").statusCode()).isEqualTo(404);
        assertThat(request("PUT", "/proxies", "").statusCode()).isEqualTo(405);
        assertThat(request("POST", "/version", "").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"latency\",\"attributes\":{\"latency\":-5}}",
                "{\"type\":\"latency\",\"toxicity\":7}",
                "{\"type\":\"slicer\"}",
                "{\"type\":\"slicer\",\"attributes\":{\"average_size\":5,\"size_variation\":5}}"
            })
    void impossibleToxicsAreRefused(String toxic) throws IOException {
        echoProxy();
        assertThat(request("POST", "/proxies/echo/toxics", toxic).statusCode()).isEqualTo(400);
        assertThat(request("GET", "/proxies/echo/toxics", "").body()).isEqualTo("[]");
    }

    @Test
    void namesMayHoldAnyCharacter() throws IOException {
        request("POST", "/proxies", "{\"name\":\"a/b c+d\",\"upstream\":\"127.0.0.1:1\"}");
        assertThat(request("GET", "/proxies/a%2Fb%20c+d", "").statusCode()).isEqualTo(200);
    }

    @Test
    void seedDecidesWhichConnectionsAreHit() throws IOException {
        List<Boolean> first = hitConnections(7);
        assertThat(first).contains(true, false);
        assertThat(hitConnections(7)).isEqualTo(first);
        assertThat(hitConnections(8)).isNotEqualTo(first);
    }

    /** Which of 32 connections, one after the other, a toxic of half toxicity cuts. */
    private List<Boolean> hitConnections(long seed) throws IOException {
        try (ProxyServer seeded = EmbeddedProxyServer.start(seed)) {
            Proxy proxy = new ToxiproxyClient(seeded.host(), seeded.port())
                    .createProxy("echo", "127.0.0.1:0", echo.address());
            LimitData cut = proxy.toxics().limitData("cut", ToxicDirection.DOWNSTREAM, 0);
            cut.setToxicity(0.5f);
            List<Boolean> hits = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                try (TestingClient connection = new TestingClient(proxy)) {
                    hits.add(connection.echo("x").isEmpty());
                }
            }
            return hits;
        }
    }

    @Test
    void toxicsThatKnowSqlAreListedByName() throws IOException {
        Proxy proxy = echoProxy();
        ToxicApi api = new ToxicApi(server);
        proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 1);
        api.add("echo", "lost", "lost_reply", Map.of("on", "COMMIT"));
        assertThat(api.names("echo")).containsExactlyInAnyOrder("slow", "lost");
        // The trap for which the names are asked for here: the client knows Toxiproxy's own types only.
        assertThatThrownBy(() -> proxy.toxics().getAll()).isInstanceOf(IllegalArgumentException.class);
        assertThat(api.remove("echo", "slow")).isTrue();
        assertThat(api.remove("echo", "lost")).isTrue();
        assertThat(proxy.toxics().getAll()).isEmpty();
    }

    @Test
    void resetPeerResetsConnectionsThatWereOpen() throws IOException {
        Proxy proxy = echoProxy();
        try (TestingClient connection = new TestingClient(proxy)) {
            connection.echo("x");
            proxy.toxics().resetPeer("reset", ToxicDirection.DOWNSTREAM, 0);
            assertThatThrownBy(() -> connection.echo("y"))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void answersToAHalfClosedClientArrive() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().latency("slow", ToxicDirection.UPSTREAM, 100);
        try (TestingClient connection = new TestingClient(proxy)) {
            connection.send("last words");
            connection.finishSending();
            assertThat(connection.receiveAll()).asString().isEqualTo("last words");
        }
    }

    @Test
    void toxicsComeAndGoUnderTrafficWithoutLoss() throws Exception {
        Proxy proxy = echoProxy();
        byte[] sent = new byte[6_000_000];
        new java.util.Random(42).nextBytes(sent);
        try (TestingClient connection = new TestingClient(proxy)) {
            Thread sender = new Thread(() -> TestingClient.millis(() -> connection.send(sent)));
            Thread toxics = new Thread(() -> TestingClient.millis(() -> {
                for (int i = 0; i < 30; i++) {
                    var latency = proxy.toxics().latency("l", ToxicDirection.DOWNSTREAM, 5);
                    var slicer = proxy.toxics().slicer("s", ToxicDirection.UPSTREAM, 1000, 10);
                    latency.setLatency(1);
                    latency.remove();
                    var bandwidth = proxy.toxics().bandwidth("b", ToxicDirection.DOWNSTREAM, 50_000);
                    slicer.remove();
                    bandwidth.remove();
                }
            }));
            sender.start();
            toxics.start();
            assertThat(connection.receive(sent.length)).isEqualTo(sent);
            sender.join();
            toxics.join();
        }
    }

    @Test
    void nothingIsLeftOpenAfterClose() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 60_000);
        proxy.toxics().timeout("hole", ToxicDirection.UPSTREAM, 0);
        try (TestingClient connection = new TestingClient(proxy)) {
            connection.send("x");
            int port = server.port();
            server.close();
            server.close();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(Thread::isAlive)
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("wire "));
            assertThatThrownBy(() -> new TestingClient(proxy)).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> new TestingClient(port)).isInstanceOf(ConnectException.class);
        }
    }
}
