package dev.shardproof.simulator.fault.proxy;

import java.nio.file.Path;
import java.util.Optional;

/** Chooses the server behind the Toxiproxy API. */
public final class ProxyServers {

    private ProxyServers() {}

    /**
     * Starts the real {@code toxiproxy-server} if there is one in {@code path}, else the embedded wire proxy. One that is
     * there and does not work is an error and not a reason to fall back: the report must not name the wrong tool.
     *
     * @param path folders, separated as in the environment variable PATH
     * @param seed for the embedded wire proxy; the real server has no seed that works
     * @throws java.io.UncheckedIOException if the chosen server does not start
     */
    public static ProxyServer start(String path, long seed) {
        Optional<Path> program = ToxiproxyBinary.find(path);
        return program.isPresent() ? ToxiproxyBinary.start(program.get()) : EmbeddedProxyServer.start(seed);
    }
}
