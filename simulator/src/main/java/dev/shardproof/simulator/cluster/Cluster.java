package dev.shardproof.simulator.cluster;

import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Running shard servers: the sources and the future targets alike. All share one database name and one login.
 * Thread-safe.
 */
public interface Cluster extends AutoCloseable {

    /** All servers, in the order in which they were asked for. */
    List<ShardServer> shards();

    /**
     * One server.
     *
     * @throws IllegalArgumentException if the cluster has no such shard; the message lists those it has
     */
    default ShardServer shard(ShardId id) {
        return shards().stream()
                .filter(server -> server.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the cluster has no shard '%s', only %s"
                        .formatted(id, shards().stream().map(ShardServer::id).toList())));
    }

    /**
     * Power over one server's processes and machine.
     *
     * @return empty if the provider has not started the server and can not do more to it than send statements
     * @throws IllegalArgumentException if the cluster has no such shard
     */
    default Optional<ServerControl> control(ShardId id) {
        shard(id);
        return Optional.empty();
    }

    /**
     * Copies the database of a shard into one beside it, on the same server. No client may be connected to the shard's
     * database meanwhile.
     *
     * @return the copy; to be closed
     * @throws SQLException if it can not be made
     * @throws IllegalArgumentException if the cluster has no such shard
     */
    default ScratchDatabase copyOfDatabase(ShardId id) throws SQLException {
        return ScratchDatabase.copyOf(shard(id), "own");
    }

    /**
     * Copies what the servers have logged so far into a folder, one {@code <shard>.log} each. A log may hold data.
     *
     * @throws java.io.IOException if a log can not be read, or the folder not be written
     */
    void copyLogs(Path folder) throws IOException;

    /** Gives back whatever the provider has started. Idempotent; does not throw. */
    @Override
    void close();
}
