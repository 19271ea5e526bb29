package dev.shardproof.simulator.cluster.external.interlock;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.SQLException;

/** A server that somebody wants to use as a shard and that nobody has looked at yet. */
public interface Candidate {

    ShardId shard();

    /** Where it listens, as the user names it. */
    Endpoint endpoint();

    /** The database, as the user names it. */
    String database();

    /** The role that would do everything. */
    String user();

    /** Whether TLS is demanded, so that a connection without it is not made. */
    boolean demandsEncryption();

    /**
     * Connects in such a way that the driver sends no statement of its own, neither at first nor later.
     *
     * @throws SQLException if the server can not be reached or does not let the role in
     */
    Connection connectInSilence() throws SQLException;
}
