package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.topology.ShardId;
import java.util.Objects;

/**
 * The proxied way to one shard.
 *
 * @param shard the shard
 * @param host where clients connect to instead of the shard
 * @param port the port there
 * @param upstreamHost the shard's own address
 * @param upstreamPort the shard's own port
 */
public record Link(ShardId shard, String host, int port, String upstreamHost, int upstreamPort) {

    public Link {
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(host, "host is null");
        Objects.requireNonNull(upstreamHost, "upstreamHost is null");
        if (port < 1 || port > 65535 || upstreamPort < 1 || upstreamPort > 65535) {
            throw new IllegalArgumentException("ports of the link to %s are %d and %d: 1 to 65535 are allowed"
                    .formatted(shard, port, upstreamPort));
        }
    }
}
