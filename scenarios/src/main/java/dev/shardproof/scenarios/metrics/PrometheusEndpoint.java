package dev.shardproof.scenarios.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics} on the loopback interface and nowhere else: what a run measures is nobody's business who is not on
 * this machine. Answers GET only, to whoever names the loopback as the host, so that no web page can read it by a name of
 * its own (DNS rebinding). Thread-safe.
 */
public final class PrometheusEndpoint implements AutoCloseable {

    private static final String PATH = "/metrics";
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "metrics-endpoint");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Begins to serve.
     *
     * @param port where; 0 for a free port
     * @param metrics what to serve, in Prometheus' text format
     * @throws IOException if the port can not be had; the message says what to do
     */
    public PrometheusEndpoint(int port, Supplier<String> metrics) throws IOException {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new IOException(
                    "metrics can not be served on port %d of the loopback: %s; give another --metrics-port, or 0 for a free one"
                            .formatted(port, e.getMessage()),
                    e);
        }
        server.createContext("/", exchange -> answer(exchange, metrics));
        server.setExecutor(threads);
        server.start();
    }

    private static void answer(HttpExchange exchange, Supplier<String> metrics) throws IOException {
        try (exchange) {
            if (!isForLoopback(exchange)) {
                exchange.sendResponseHeaders(403, -1);
            } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
            } else {
                byte[] body = metrics.get().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static boolean isForLoopback(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return host != null && LOOPBACK_NAMES.contains(host.replaceFirst(":\\d+$", ""));
    }

    /** Where it is: an address of the loopback. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        return "http://%s:%d%s".formatted(address.getAddress().getHostAddress(), address.getPort(), PATH);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
