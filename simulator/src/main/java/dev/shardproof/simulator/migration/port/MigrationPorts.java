package dev.shardproof.simulator.migration.port;

import dev.shardproof.simulator.topology.ShardId;
import java.util.List;

/** The migrator's doors to the world: real servers in the live one, a model in the simulated one. */
public interface MigrationPorts {

    /** One shard. */
    ShardPort shard(ShardId shard);

    /** The replication from the stream's source to its target. */
    ReplicationPort forward(MoveStream stream);

    /** The replication from the stream's target back to its source. */
    ReplicationPort reverse(MoveStream stream);

    /** The copy of the stream's rows as of the moment in which {@link ReplicationPort#open} of its forward ran. */
    CopyPort copy(MoveStream stream);

    /** Plants a defect among the rows of the stream, as a wrong mover would. */
    void plant(Defect defect, MoveStream stream);

    /**
     * Runs the steps side by side and returns when all have ended; the first failure interrupts the others.
     *
     * @throws MigrationException the first failure
     */
    void sideBySide(List<Step> steps) throws InterruptedException;

    /** Time. */
    MigrationClock clock();

    /** A sequential piece of work. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException;
    }
}
