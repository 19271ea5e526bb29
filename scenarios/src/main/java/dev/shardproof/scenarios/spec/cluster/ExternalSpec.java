package dev.shardproof.scenarios.spec.cluster;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The user's own servers, one for each shard.
 *
 * @param servers each is called like its shard; one role name for all of them
 * @param denyList a file with servers that must not be touched
 */
public record ExternalSpec(List<ServerAddress> servers, Optional<Path> denyList) {

    /** Nothing is named. */
    public static final ExternalSpec NONE = new ExternalSpec(List.of(), Optional.empty());

    public ExternalSpec {
        servers = List.copyOf(servers);
        Objects.requireNonNull(denyList, "denyList is null");
        if (servers.stream().map(ServerAddress::name).distinct().count() != servers.size()) {
            throw new IllegalArgumentException("a server is named twice");
        }
        if (servers.stream().map(ServerAddress::user).distinct().count() > 1) {
            throw new IllegalArgumentException("the servers' users differ");
        }
    }

    /** The server that is to be that shard. */
    public Optional<ServerAddress> server(ShardId shard) {
        return servers.stream()
                .filter(server -> server.name().equals(shard.name()))
                .findFirst();
    }

    /** Those of the shards that have no server. */
    public Set<ShardId> withoutServer(Collection<ShardId> shards) {
        Set<ShardId> without = new LinkedHashSet<>(shards);
        without.removeIf(shard -> server(shard).isPresent());
        return without;
    }
}
