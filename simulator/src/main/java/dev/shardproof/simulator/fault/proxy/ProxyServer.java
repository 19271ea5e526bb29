package dev.shardproof.simulator.fault.proxy;

import dev.shardproof.simulator.cluster.Endpoint;
import java.util.List;
import java.util.OptionalLong;

/**
 * A running server that speaks the Toxiproxy HTTP API. Closing it removes its proxies and ends it; idempotent.
 * Implementations are thread-safe.
 */
public interface ProxyServer extends AutoCloseable {

    /** Where a server on this machine listens, and nowhere else. */
    String LOOPBACK = "127.0.0.1";

    /** Where the API is reached from this machine. */
    String host();

    /** The port of the API. */
    int port();

    /** What it is, for the report: {@code embedded wire proxy} or {@code toxiproxy-server 2.12.0}. */
    String description();

    /** The process to reap, should this JVM die without closing; empty if the server lives inside this JVM. */
    OptionalLong processId();

    /**
     * What a new proxy is to be told to listen on. Where only certain ports can be reached, one of them, which is not
     * given out again until it is released.
     *
     * @throws IllegalStateException if no port is left
     */
    default String listen() {
        return LOOPBACK + ":0";
    }

    /** Gives back a port of {@link #listen} whose proxy is gone. */
    default void release(int port) {}

    /** Where this machine reaches a proxy that listens on {@code port}. */
    default Endpoint forClients(int port) {
        return new Endpoint(LOOPBACK, port);
    }

    /** Where the shard servers reach a proxy that listens on {@code port}, and other proxies of this server do. */
    default Endpoint forServers(int port) {
        return forClients(port);
    }

    /** Whether it has toxics that know SQL: {@code statement} and {@code lost_reply}. */
    default boolean readsStatements() {
        return false;
    }

    /** What has failed for reasons of its own, and not by a toxic, as far as it tells: a line each. */
    default List<String> failures() {
        return List.of();
    }

    @Override
    void close();
}
