package dev.shardproof.simulator.fault.proxy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every server behind the Toxiproxy API is tested with. */
abstract class ProxyServerContract {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    protected TestingServer echo;
    protected ProxyServer server;
    protected ToxiproxyClient client;

    /** The server under test. */
    abstract ProxyServer startServer();

    @BeforeEach
    void start() {
        echo = TestingServer.echo();
        server = startServer();
        client = new ToxiproxyClient(server.host(), server.port());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        echo.close();
    }

    /** A proxy before the echo server. */
    protected Proxy echoProxy() throws IOException {
        return client.createProxy("echo", "127.0.0.1:0", echo.address());
    }

    /** A request without the Java client. */
    protected HttpResponse<String> request(String method, String path, String body) throws IOException {
        URI uri = URI.create("http://%s:%d%s".formatted(server.host(), server.port(), path));
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
