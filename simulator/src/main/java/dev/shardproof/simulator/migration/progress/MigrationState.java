package dev.shardproof.simulator.migration.progress;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a migration stands. {@link #successors()} is the one transition table; any other step is a defect of the
 * migrator and throws.
 *
 * <p>Up to the cut-over the sources are authoritative and an abort loses nothing. From {@link #SWITCHED} on the
 * targets are, and the way back is the reverse replication. After {@link #CLEANING_UP} there is no way back.
 */
public enum MigrationState {
    /** Nothing has been touched. */
    PLANNED("planned"),
    /** Publications and slots come into being: from now on no change is lost. */
    PREPARING("preparing"),
    /** Rows are copied inside the slots' snapshots. */
    COPYING("copying"),
    /** Changes since the snapshots are applied, until the lag gate opens. */
    CATCHING_UP("catchingUp"),
    /** Writes to the moving ranges are fenced; the rest is applied and routing is switched. */
    CUTTING_OVER("cutOver"),
    /** The targets own the ranges; the sources follow by reverse replication and wait for the judge. */
    SWITCHED("switched"),
    /** The sources lose the rows that moved. */
    CLEANING_UP("cleaningUp"),
    /** Done. */
    COMPLETED("completed"),
    /** Given up before the switch; the sources own everything, as before. */
    ABORTED("aborted"),
    /** After the switch: writes to the moved ranges are fenced again, and the routing goes back to the sources. */
    ROLLING_BACK("rollingBack"),
    /** The sources own everything again, with what was written on the targets meanwhile. */
    ROLLED_BACK("rolledBack");

    private static final Map<MigrationState, Set<MigrationState>> TRANSITIONS = new EnumMap<>(Map.of(
            PLANNED, EnumSet.of(PREPARING, ABORTED),
            PREPARING, EnumSet.of(COPYING, ABORTED),
            COPYING, EnumSet.of(CATCHING_UP, ABORTED),
            CATCHING_UP, EnumSet.of(CUTTING_OVER, ABORTED),
            // Back to catching up: the fence was lifted because the last changes did not arrive in time.
            CUTTING_OVER, EnumSet.of(SWITCHED, CATCHING_UP, ABORTED),
            SWITCHED, EnumSet.of(CLEANING_UP, ROLLING_BACK),
            // Back to switched: the sources could not catch up, so the targets go on.
            ROLLING_BACK, EnumSet.of(ROLLED_BACK, SWITCHED),
            CLEANING_UP, EnumSet.of(COMPLETED)));

    private final String label;

    MigrationState(String label) {
        this.label = label;
    }

    /** The name of this phase in scenario files and reports. */
    public String label() {
        return label;
    }

    /** The states that may follow. */
    public Set<MigrationState> successors() {
        return Set.copyOf(TRANSITIONS.getOrDefault(this, Set.of()));
    }

    /**
     * Returns {@code next} if it may follow.
     *
     * @throws IllegalStateException if it may not
     */
    public MigrationState to(MigrationState next) {
        if (!successors().contains(next)) {
            throw new IllegalStateException(
                    "a migration that is %s can not become %s; allowed: %s".formatted(this, next, successors()));
        }
        return next;
    }

    /** Whether the migration can still be given up without loss. */
    public boolean abortable() {
        return successors().contains(ABORTED);
    }
}
