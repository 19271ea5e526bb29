package dev.shardproof.verifier.source.watch;

import dev.shardproof.verifier.source.SourceException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a reading that failed because the server took its snapshot away, and may succeed in a new one, from a reading
 * that would fail again.
 *
 * <p>A standby that must replay the removal of row versions, or a lock, cancels whoever still needs them (PostgreSQL
 * documentation, "Handling Query Conflicts"): SQLSTATE 40001 or 40P01, and for an idle session its end. What comes after
 * looks like a broken connection (08…, 57P01), or like a snapshot that nobody knows (42704, before PostgreSQL 18 22023).
 */
public final class LostSnapshot {

    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");
    private static final Set<String> AFTERMATH = Set.of("57014", "57P01", "57P02", "57P04", "22023", "42704");

    private LostSnapshot() {}

    /**
     * Whether to try again in new snapshots.
     *
     * @param standby whether any of the servers is a standby; on others a broken connection is no conflict
     */
    public static boolean causedBy(SourceException failure, boolean standby) {
        Optional<SQLException> cause = cause(failure);
        if (cause.isEmpty() || cause.get().getSQLState() == null) {
            return false;
        }
        String state = cause.get().getSQLState();
        return CONFLICTS.contains(state) || (standby && (AFTERMATH.contains(state) || state.startsWith("08")));
    }

    private static Optional<SQLException> cause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
