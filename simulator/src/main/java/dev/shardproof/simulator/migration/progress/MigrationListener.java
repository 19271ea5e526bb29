package dev.shardproof.simulator.migration.progress;

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

    /**
     * All writes to the moved ranges are fenced on both sides, and the sources have applied what the targets have committed:
     * both hold the same rows at this moment, and the routing goes back to the sources next. The judge takes its snapshots
     * here, quickly. An exception ends the way back, and the targets go on.
     */
    default void fencedBack() throws InterruptedException {}

    /**
     * The migration is given up before its switch, and nothing has been undone yet. Clients go on. An exception stops
     * nothing.
     */
    default void undoing() throws InterruptedException {}
}
