package dev.shardproof.simulator.fault.proxy;

import java.util.OptionalLong;

/**
 * A running server that speaks the Toxiproxy HTTP API. Closing it removes its proxies and ends it; idempotent.
 * Implementations are thread-safe.
 */
public interface ProxyServer extends AutoCloseable {

    /** The loopback address of the API. */
    String host();

    /** The port of the API. */
    int port();

    /** What it is, for the report: {@code embedded wire proxy} or {@code toxiproxy-server 2.12.0}. */
    String description();

    /** The process to reap, should this JVM die without closing; empty if the server lives inside this JVM. */
    OptionalLong processId();

    @Override
    void close();
}
