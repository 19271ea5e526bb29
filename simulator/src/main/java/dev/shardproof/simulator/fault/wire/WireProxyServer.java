package dev.shardproof.simulator.fault.wire;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A Toxiproxy-compatible server inside this JVM: any Toxiproxy client may talk to it over HTTP. Its API and its proxies
 * listen on loopback only, so that nobody from outside reaches the databases behind them.
 *
 * <p>Thread-safe. Closing it cuts all connections, closes all ports and ends all its threads; idempotent.
 */
public final class WireProxyServer implements AutoCloseable {

    private static final int API_THREADS = 4;
    private static final Duration THREAD_END_LIMIT = Duration.ofSeconds(5);

    private final WireThreads threads = new WireThreads();
    private final ExecutorService apiThreads = Executors.newFixedThreadPool(API_THREADS, task -> {
        Thread thread = new Thread(task, "wire API");
        thread.setDaemon(true);
        return thread;
    });
    private final ProxyCollection proxies;
    private final HttpServer api;

    private WireProxyServer(long seed, HttpServer api) {
        this.proxies = new ProxyCollection(seed, threads);
        this.api = api;
    }

    /**
     * Starts a server on a free port of 127.0.0.1.
     *
     * @param seed makes toxicity, jitter and slice sizes repeatable for each connection number of a proxy
     * @throws UncheckedIOException if no port can be opened
     */
    public static WireProxyServer start(long seed) {
        try {
            InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
            WireProxyServer server =
                    new WireProxyServer(seed, HttpServer.create(new InetSocketAddress(loopback, 0), 0));
            server.api.createContext("/", new ApiHandler(server.proxies));
            server.api.setExecutor(server.apiThreads);
            server.api.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded wire proxy cannot open a port on 127.0.0.1", e);
        }
    }

    /** The address of the API; always loopback. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port of the API. */
    public int port() {
        return api.getAddress().getPort();
    }

    /** What {@code GET /version} answers. */
    public String version() {
        return ApiHandler.VERSION;
    }

    /** What has failed for reasons of the proxy's own, and not by a toxic: the first few connections, a line each. */
    public List<String> failures() {
        return threads.failures();
    }

    @Override
    public void close() {
        api.stop(0);
        apiThreads.shutdown();
        proxies.stopAll();
        threads.awaitEnd(THREAD_END_LIMIT);
        try {
            apiThreads.awaitTermination(THREAD_END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
