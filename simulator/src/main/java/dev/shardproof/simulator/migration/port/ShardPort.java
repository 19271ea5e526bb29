package dev.shardproof.simulator.migration.port;

import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.List;

/** What the migrator asks of one shard. Failures are {@link MigrationException}s. */
public interface ShardPort {

    /** Makes the shard ready to publish and subscribe: marker table, replica identities. */
    void prepare();

    /**
     * Refuses writes to the ranges from now on, after every open transaction that has written has ended.
     *
     * @param ranges what is fenced
     * @param timeout how long to wait for open transactions
     * @throws MigrationException if they do not end in time; nothing is fenced then
     */
    void raiseFence(List<KeyRange> ranges, Duration timeout) throws InterruptedException;

    /** Accepts writes to all ranges again. Idempotent. */
    void lowerFence();

    /** Moves every sequence at least to where it stands on the given shards. */
    void advanceSequences(List<ShardId> others);

    /** Removes the rows of the ranges and returns how many there were. */
    long deleteRows(List<KeyRange> ranges);

    /** Takes back what {@link #prepare()} changed. The fence stays as it is. Idempotent. */
    void restore();
}
