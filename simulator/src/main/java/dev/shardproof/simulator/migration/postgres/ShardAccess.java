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

    /** What another server needs to connect to this shard (libpq's form); may hold a password, so never print it. */
    String conninfo(ShardId shard);
}
