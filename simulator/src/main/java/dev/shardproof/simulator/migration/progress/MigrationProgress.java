package dev.shardproof.simulator.migration.progress;

import java.util.Objects;

/**
 * How far a migration is, for people and for the placement of faults.
 *
 * @param state where it stands
 * @param copied the share of the copy that is done, 0 to 1
 * @param rows rows copied so far
 * @param bytes bytes copied so far
 * @param lagBytes log that the targets have not confirmed, or -1 while nobody has asked
 */
public record MigrationProgress(MigrationState state, double copied, long rows, long bytes, long lagBytes) {
    public MigrationProgress {
        Objects.requireNonNull(state, "state is null");
    }
}
