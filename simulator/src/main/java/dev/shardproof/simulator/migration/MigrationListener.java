package dev.shardproof.simulator.migration;

/**
 * Follows a migration. Called by the migrator's threads, several at a time while copying; an exception from a
 * listener aborts the migration.
 */
public interface MigrationListener {

    /** The migration has entered a state. */
    void entered(MigrationState state);

    /** Something was done. */
    void happened(MigrationEvent event);

    /**
     * All writes to the moving ranges are fenced and everything before the fence has been applied: sources and targets
     * hold the same rows at this moment. The judge takes its snapshots here, quickly, for clients are waiting.
     */
    void fenced() throws InterruptedException;
}
