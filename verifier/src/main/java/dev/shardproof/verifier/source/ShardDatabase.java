package dev.shardproof.verifier.source;

import java.util.Objects;
import javax.sql.DataSource;

/**
 * One shard under judgement.
 *
 * @param shard its name in reports
 * @param database where it is; needs up to three connections for as long as a {@link SnapshotSet} is open:
 *     one keeps the snapshot, one scans it, one compares rows where scans differ. Should log in as a
 *     role that may only read; its timeouts for connecting and for the socket are the caller's.
 */
public record ShardDatabase(String shard, DataSource database) {
    public ShardDatabase {
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(database, "database is null");
    }
}
