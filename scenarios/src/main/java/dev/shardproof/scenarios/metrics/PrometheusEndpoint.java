package dev.shardproof.scenarios.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics} on the loopback interface and nowhere else: what a run measures is nobody's business who is not on
 * this machine. Answers GET only, to whoever names the loopback as the host, so that no web page can read it by a name of
 * its own (DNS rebinding). It takes its port at once, and says that there is nothing yet until it is given metrics.
 * Thread-safe.
 */
public final class PrometheusEndpoint implements AutoCloseable {

    private static final String PATH = "/metrics";
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    private static final String NOT_YET = "The run has no metrics yet: its load has not begun.\n";
    private static final int PRIVILEGED = 1_024;

    private final HttpServer server;
    private volatile Optional<Supplier<String>> metrics = Optional.empty();
    private final ExecutorService threads = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "metrics-endpoint");
        thread.setDaemon(true);
        return thread;
    });

    /** The port can not be had; the message says why, and what to do. */
    public static final class PortUnusableException extends IOException {

        private static final long serialVersionUID = 1L;

        PortUnusableException(int port, IOException cause) {
            super(
                    "--metrics-port: port %d of the loopback interface can not be taken: %s; %s, or 0, which takes a free one"
                            .formatted(port, cause.getMessage(), remedy(port)),
                    cause);
        }

        private static String remedy(int port) {
            return port > 0 && port < PRIVILEGED
                    ? "ports below %d belong to root on most systems; give another one".formatted(PRIVILEGED)
                    : "end the program that listens there (another run, perhaps), or give another port";
        }
    }

    /**
     * Takes the port. Whoever asks is told that there is nothing yet.
     *
     * @param port where; 0 for a free port
     * @throws PortUnusableException if the port can not be had
     */
    public PrometheusEndpoint(int port) throws PortUnusableException {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new PortUnusableException(port, e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** Serves these metrics, in Prometheus' text format, from now on. */
    public void serve(Supplier<String> text) {
        metrics = Optional.of(text);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isForLoopback(exchange)) {
                exchange.sendResponseHeaders(403, -1);
            } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
            } else {
                Optional<Supplier<String>> served = metrics;
                byte[] body = served.map(Supplier::get).orElse(NOT_YET).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
                exchange.sendResponseHeaders(served.isPresent() ? 200 : 503, body.length);
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
