package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.SQLException;

/** How the migrator reaches the shards: with a role that may replicate, over links that faults may disturb. */
public interface ShardAccess {

    /** An ordinary session. */
    Connection open(ShardId shard) throws SQLException;

    /** A session that speaks the replication protocol. */
    Connection openReplication(ShardId shard) throws SQLException;

    /**
     * What one shard's server needs to connect to another's (libpq's form); may hold a password, so never print it.
     *
     * @param publisher where the connection leads to
     * @param subscriber who connects
     */
    String conninfo(ShardId publisher, ShardId subscriber);
}
