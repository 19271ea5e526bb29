package dev.shardproof.simulator.fault.proxy;

import dev.shardproof.simulator.fault.wire.WireProxyServer;
import java.util.List;
import java.util.OptionalLong;

/** The wire proxy in this JVM. */
public final class EmbeddedProxyServer implements ProxyServer {

    private final WireProxyServer server;

    private EmbeddedProxyServer(WireProxyServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param seed makes toxicity, jitter and slice sizes repeatable
     * @throws java.io.UncheckedIOException if no port can be opened
     */
    public static EmbeddedProxyServer start(long seed) {
        return new EmbeddedProxyServer(WireProxyServer.start(seed));
    }

    @Override
    public String host() {
        return server.host();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String description() {
        return "embedded wire proxy";
    }

    @Override
    public OptionalLong processId() {
        return OptionalLong.empty();
    }

    @Override
    public boolean readsStatements() {
        return true;
    }

    @Override
    public List<String> failures() {
        return server.failures();
    }

    @Override
    public void close() {
        server.close();
    }
}
