package dev.shardproof.simulator.cluster;

import java.util.Objects;

/**
 * Where a server listens, or a proxy in front of it.
 *
 * @param host a host name or address
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
    public Endpoint {
        Objects.requireNonNull(host, "host is null");
        if (host.isBlank()) {
            throw new IllegalArgumentException("the host of an endpoint is empty");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, found " + port);
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
