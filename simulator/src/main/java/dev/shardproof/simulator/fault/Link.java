package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.topology.ShardId;
import java.util.Objects;
import java.util.Optional;

/**
 * A proxied way to one shard: that of everybody, or that of one subscribing server alone.
 *
 * @param shard the shard
 * @param subscriber the server that comes this way to replicate; empty for the way of applications and migrator
 * @param forClients where processes on this machine connect to instead of the shard
 * @param forServers where the servers connect to; differs from {@code forClients} in a network of containers
 * @param upstream what the proxy connects to, as the proxy reaches it
 */
public record Link(
        ShardId shard, Optional<ShardId> subscriber, Endpoint forClients, Endpoint forServers, Endpoint upstream) {

    public Link {
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(subscriber, "subscriber is null");
        Objects.requireNonNull(forClients, "forClients is null");
        Objects.requireNonNull(forServers, "forServers is null");
        Objects.requireNonNull(upstream, "upstream is null");
        if (subscriber.filter(shard::equals).isPresent()) {
            throw new IllegalArgumentException("shard %s does not subscribe to itself".formatted(shard));
        }
    }

    /** The host of {@link #forClients}. */
    public String host() {
        return forClients.host();
    }

    /** The port of {@link #forClients}. */
    public int port() {
        return forClients.port();
    }

    /** What the link is called: {@code s2}, or {@code s2~s0} for the way on which s2 replicates from s0. */
    public String name() {
        return subscriber.map(server -> server + "~" + shard).orElse(shard.name());
    }
}
