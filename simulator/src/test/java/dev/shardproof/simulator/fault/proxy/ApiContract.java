package dev.shardproof.simulator.fault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The life of proxies, and the HTTP API with its shapes, defaults and errors. */
abstract class ApiContract extends ProxyServerContract {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void plainProxyPassesBytesAndTheEnd() throws IOException {
        Proxy proxy = echoProxy();
        assertThat(proxy.isEnabled()).isTrue();
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(connection.echo("hello")).isEqualTo("hello");
        }
        Awaitility.await().until(() -> echo.open() == 0);
    }

    @Test
    void proxyWithoutServerClosesTheConnection() throws IOException {
        Proxy proxy = echoProxy();
        echo.close();
        try (TestingClient connection = new TestingClient(proxy)) {
            assertThat(connection.receiveAll()).isEmpty();
        }
    }

    @Test
    void downCutsConnectionsAndRefusesNewOnesUntilItIsUp() throws IOException {
        Proxy proxy = echoProxy();
        int port = TestingClient.portOf(proxy);
        try (TestingClient connection = new TestingClient(port)) {
            connection.echo("before");
            proxy.disable();
            assertThat(proxy.isEnabled()).isFalse();
            assertThatThrownBy(() -> {
                        if (connection.read() < 0) {
                            throw new IOException("end of stream");
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
        Awaitility.await().until(() -> echo.open() == 0);
        assertThatThrownBy(() -> new TestingClient(port)).isInstanceOf(ConnectException.class);
        proxy.enable();
        try (TestingClient connection = new TestingClient(port)) {
            assertThat(connection.echo("after")).isEqualTo("after");
        }
    }

    @Test
    void downIsRefusedAndUpIsServedFromTheMomentTheAnswerCame() throws IOException {
        Proxy proxy = echoProxy();
        int port = TestingClient.portOf(proxy);
        for (int i = 0; i < 50; i++) {
            proxy.disable();
            assertThatThrownBy(() -> new TestingClient(port)).isInstanceOf(ConnectException.class);
            proxy.enable();
            try (TestingClient connection = new TestingClient(port)) {
                assertThat(connection.echo("up")).isEqualTo("up");
            }
        }
    }

    @Test
    void deletedProxyIsGoneWithItsConnections() throws IOException {
        Proxy proxy = echoProxy();
        int port = TestingClient.portOf(proxy);
        try (TestingClient connection = new TestingClient(port)) {
            connection.echo("x");
            proxy.delete();
            Awaitility.await().until(() -> echo.open() == 0);
        }
        assertThatThrownBy(() -> new TestingClient(port)).isInstanceOf(ConnectException.class);
        assertThat(client.getProxyOrNull("echo")).isNull();
    }

    @Test
    void newUpstreamIsUsedOnTheSamePort() throws IOException {
        try (TestingServer greeter =
                TestingServer.of(socket -> socket.getOutputStream().write("other".getBytes()))) {
            Proxy proxy = echoProxy();
            int port = TestingClient.portOf(proxy);
            proxy.setUpstream(greeter.address());
            try (TestingClient connection = new TestingClient(port)) {
                assertThat(connection.receiveAll()).asString().isEqualTo("other");
            }
        }
    }

    @Test
    void resetBringsProxiesUpAndRemovesToxics() throws IOException {
        Proxy proxy = echoProxy();
        proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 15_000);
        proxy.disable();
        client.reset();
        assertThat(client.getProxy("echo").isEnabled()).isTrue();
        assertThat(client.getProxy("echo").toxics().getAll()).isEmpty();
        try (TestingClient connection = new TestingClient(client.getProxy("echo"))) {
            assertThat(connection.echoMillis()).isLessThan(12_000);
        }
    }

    @Test
    void manyConnectionsAreServedAndForgotten() throws IOException {
        Proxy proxy = echoProxy();
        List<TestingClient> connections = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            connections.add(new TestingClient(proxy));
        }
        for (int i = 0; i < connections.size(); i++) {
            assertThat(connections.get(i).echo("hello " + i)).isEqualTo("hello " + i);
        }
        for (TestingClient connection : connections) {
            connection.close();
        }
        Awaitility.await().until(() -> echo.open() == 0);
    }

    @Test
    void versionIsAnswered() throws IOException {
        assertThat(json(request("GET", "/version", "")).path("version").asString())
                .isNotBlank();
    }

    @Test
    void toxicDefaultsAreDownstreamWithFullToxicityAndANameOfTypeAndStream() throws IOException {
        echoProxy();
        HttpResponse<String> made = request(
                "POST", "/proxies/echo/toxics", "{\"type\":\"latency\",\"attributes\":{\"latency\":7,\"other\":1}}");
        assertThat(made.statusCode()).isEqualTo(200);
        String expected = "{\"attributes\":{\"latency\":7,\"jitter\":0},\"name\":\"latency_downstream\","
                + "\"type\":\"latency\",\"stream\":\"downstream\",\"toxicity\":1}";
        assertSameJson(made.body(), expected);
        assertSameJson(request("GET", "/proxies/echo/toxics", "").body(), "[" + expected + "]");
        assertSameJson(
                request("GET", "/proxies/echo/toxics/latency_downstream", "").body(), expected);
    }

    @ParameterizedTest
    @CsvSource({"POST", "PATCH"})
    void updateChangesOnlyWhatItNames(String method) throws IOException {
        echoProxy();
        request("POST", "/proxies/echo/toxics", "{\"type\":\"latency\",\"attributes\":{\"latency\":7}}");
        HttpResponse<String> updated = request(
                method, "/proxies/echo/toxics/latency_downstream", "{\"attributes\":{\"jitter\":3},\"toxicity\":0.5}");
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(json(updated).path("attributes").path("latency").asInt()).isEqualTo(7);
        assertThat(json(updated).path("attributes").path("jitter").asInt()).isEqualTo(3);
        assertThat(json(updated).path("toxicity").asDouble()).isEqualTo(0.5);
        HttpResponse<String> down = request(method, "/proxies/echo", "{\"enabled\":false}");
        assertThat(json(down).path("enabled").asBoolean()).isFalse();
        assertThat(json(down).path("upstream").asString()).isEqualTo(echo.address());
    }

    @Test
    void createdProxyHasTheShapeOfTheApi() throws IOException {
        HttpResponse<String> made = request(
                "POST",
                "/proxies",
                "{\"name\":\"a\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"%s\",\"enabled\":false}"
                        .formatted(echo.address()));
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(json(made).path("name").asString()).isEqualTo("a");
        assertThat(json(made).path("enabled").asBoolean()).isFalse();
        assertThat(json(made).path("toxics").isArray()).isTrue();
        assertThat(json(request("GET", "/proxies", ""))
                        .path("a")
                        .path("upstream")
                        .asString())
                .isEqualTo(echo.address());
        assertThat(request("DELETE", "/proxies/a", "").statusCode()).isEqualTo(204);
        assertThat(request("POST", "/reset", "").statusCode()).isEqualTo(204);
    }

    @Test
    void populateMakesAllProxiesAndKeepsEqualOnes() throws IOException {
        String body = "[{\"name\":\"a\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"%1$s\"},"
                + "{\"name\":\"b\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"%1$s\",\"enabled\":false}]";
        HttpResponse<String> made = request("POST", "/populate", body.formatted(echo.address()));
        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode first = json(made).path("proxies").path(0);
        assertThat(first.path("enabled").asBoolean()).isTrue();
        assertThat(json(made).path("proxies").path(1).path("enabled").asBoolean())
                .isFalse();
        String listen = first.path("listen").asString();
        HttpResponse<String> again = request(
                "POST",
                "/populate",
                "[{\"name\":\"a\",\"listen\":\"%s\",\"upstream\":\"%s\"}]".formatted(listen, echo.address()));
        assertThat(json(again).path("proxies").path(0).path("listen").asString())
                .isEqualTo(listen);
    }

    @Test
    void populateReplacesAProxyWithAnotherUpstream() throws IOException {
        Proxy proxy = echoProxy();
        try (TestingServer greeter =
                TestingServer.of(socket -> socket.getOutputStream().write("other".getBytes()))) {
            HttpResponse<String> made = request(
                    "POST",
                    "/populate",
                    "[{\"name\":\"echo\",\"listen\":\"%s\",\"upstream\":\"%s\"}]"
                            .formatted(proxy.getListen(), greeter.address()));
            assertThat(made.statusCode()).isEqualTo(201);
            try (TestingClient connection = new TestingClient(proxy)) {
                assertThat(connection.receiveAll()).asString().isEqualTo("other");
            }
        }
        assertThat(request("GET", "/proxies", "").body()).contains("\"echo\"");
    }

    @ParameterizedTest
    @CsvSource({
        "latency, latency",
        "latency, jitter",
        "bandwidth, rate",
        "slow_close, delay",
        "timeout, timeout",
        "reset_peer, timeout",
        "slicer, delay",
        "limit_data, bytes"
    })
    void toxicOfEachTypeIsMadeShownUpdatedAndRemoved(String type, String attribute) throws IOException {
        echoProxy();
        String path = "/proxies/echo/toxics";
        for (String stream : List.of("upstream", "downstream")) {
            HttpResponse<String> made = request(
                    "POST",
                    path,
                    "{\"type\":\"%s\",\"stream\":\"%s\",\"attributes\":{\"%s\":7,\"average_size\":9}}"
                            .formatted(type, stream, attribute));
            assertThat(made.statusCode()).isEqualTo(200);
            String one = path + "/" + type + "_" + stream;
            JsonNode shown = json(request("GET", one, ""));
            assertThat(shown.path("stream").asString()).isEqualTo(stream);
            assertThat(shown.path("attributes").path(attribute).asInt()).isEqualTo(7);
            request("POST", one, "{\"attributes\":{\"%s\":8}}".formatted(attribute));
            assertThat(json(request("GET", one, ""))
                            .path("attributes")
                            .path(attribute)
                            .asInt())
                    .isEqualTo(8);
            HttpResponse<String> bad = request("POST", one, "{\"attributes\":{\"%s\":\"x\"}}".formatted(attribute));
            assertThat(bad.statusCode()).isEqualTo(400);
        }
        assertThat(json(request("GET", path, ""))).hasSize(2);
        assertThat(json(request("GET", "/proxies/echo", "")).path("toxics")).hasSize(2);
        for (String stream : List.of("upstream", "downstream")) {
            String one = path + "/" + type + "_" + stream;
            assertThat(request("DELETE", one, "").statusCode()).isEqualTo(204);
            assertThat(request("GET", one, "").statusCode()).isEqualTo(404);
        }
        assertThat(request("GET", path, "").body().trim()).isEqualTo("[]");
    }

    @Test
    void toxicsAreAddedListedAndRemovedByName() throws IOException {
        echoProxy();
        ToxicApi api = new ToxicApi(server);
        api.add("echo", "a b/c", "latency", Map.of("latency", 7L));
        client.getProxy("echo").toxics().timeout("second", ToxicDirection.UPSTREAM, 5);
        assertThat(api.names("echo")).containsExactlyInAnyOrder("a b/c", "second");
        assertThat(api.remove("echo", "second")).isTrue();
        assertThat(api.remove("echo", "second")).isFalse();
        assertThat(api.remove("none", "second")).isFalse();
        assertThat(api.names("none")).isEmpty();
        assertThatThrownBy(() -> api.add("echo", "x", "none", Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("400")
                .hasMessageContaining("invalid toxic type");
    }

    @Test
    void resetRemovesEveryToxicOfEveryProxy() throws IOException {
        echoProxy();
        client.createProxy("second", "127.0.0.1:0", echo.address());
        for (String name : List.of("echo", "second")) {
            request("POST", "/proxies/" + name + "/toxics", "{\"type\":\"timeout\"}");
            request("POST", "/proxies/" + name + "/toxics", "{\"type\":\"latency\",\"stream\":\"upstream\"}");
        }
        assertThat(request("POST", "/reset", "").statusCode()).isEqualTo(204);
        for (String name : List.of("echo", "second")) {
            assertThat(request("GET", "/proxies/" + name + "/toxics", "").body().trim())
                    .isEqualTo("[]");
        }
    }

    @Test
    void populateWithABadEntryMakesNothing() throws IOException {
        HttpResponse<String> refused = request(
                "POST",
                "/populate",
                "[{\"name\":\"a\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:1\"},{\"name\":\"b\"}]");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("error").asString()).isEqualTo("missing required field: upstream at proxy 2");
        assertThat(request("GET", "/proxies", "").body().trim()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/proxies/none||404|proxy not found",
                "DELETE|/proxies/none||404|proxy not found",
                "POST|/proxies/none/toxics|{}|404|proxy not found",
                "POST|/proxies/none|{}|404|proxy not found",
                "GET|/proxies/none/toxics||404|proxy not found",
                "GET|/proxies/none/toxics/t||404|proxy not found",
                "DELETE|/proxies/none/toxics/t||404|proxy not found",
                "GET|/proxies/echo/toxics/none||404|toxic not found",
                "DELETE|/proxies/echo/toxics/none||404|toxic not found",
                "POST|/proxies/echo/toxics/none|{}|404|toxic not found",
                "POST|/proxies|{\"name\":\"echo\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:1\"}|409|proxy already exists",
                "POST|/proxies|{\"upstream\":\"127.0.0.1:1\"}|400|missing required field: name",
                "POST|/proxies|{\"name\":\"a\"}|400|missing required field: upstream",
                "POST|/proxies|{bad|400|bad request body",
                "POST|/proxies|''|400|bad request body",
                "POST|/populate|{}|400|bad request body",
                "POST|/proxies/echo/toxics|{\"type\":\"none\"}|400|invalid toxic type",
                "POST|/proxies/echo/toxics|{\"type\":\"latency\",\"stream\":\"up\"}|400|stream was invalid, can be either upstream or downstream",
                "POST|/proxies/echo/toxics|{\"type\":\"latency\",\"attributes\":{\"latency\":\"x\"}}|400|bad request body",
            })
    void errorsHaveStatusAndMessage(String method, String path, String body, int status, String message)
            throws IOException {
        echoProxy();
        HttpResponse<String> answer = request(method, path, body == null ? "" : body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).path("status").asInt()).isEqualTo(status);
        assertThat(json(answer).path("error").asString()).startsWith(message);
    }

    @Test
    void secondToxicOfTheSameNameIsAConflict() throws IOException {
        echoProxy();
        String toxic = "{\"type\":\"timeout\"}";
        assertThat(request("POST", "/proxies/echo/toxics", toxic).statusCode()).isEqualTo(200);
        HttpResponse<String> second = request("POST", "/proxies/echo/toxics", toxic);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(json(second).path("error").asString()).isEqualTo("toxic already exists");
    }

    @Test
    void takenPortIsAnErrorAndNoProxy() throws IOException {
        HttpResponse<String> answer = request(
                "POST",
                "/proxies",
                "{\"name\":\"a\",\"listen\":\"%s\",\"upstream\":\"127.0.0.1:1\"}".formatted(echo.address()));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(client.getProxyOrNull("a")).isNull();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private static void assertSameJson(String actual, String expected) {
        // 1 and 1.0 are the same number in JSON, but not the same node.
        assertThat(JSON.readTree(actual.replace("1.0", "1"))).isEqualTo(JSON.readTree(expected));
    }
}
