package dev.shardproof.simulator.client.safeguard;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** What the SQLSTATE of a failed statement says about its transaction. */
public final class SqlStates {

    /** Raised by a fenced shard; class SP is outside PostgreSQL's own classes. */
    public static final String MOVED = "SP001";

    private SqlStates() {}

    /**
     * @param failure what the driver threw
     * @param commitSent whether a commit (or a statement that commits by itself) may have reached the server
     */
    public static FailureKind kindOf(SQLException failure, boolean commitSent) {
        if (failure instanceof SQLTransientConnectionException) {
            return FailureKind.TRANSIENT; // the pool had no connection in time: nothing was sent
        }
        String state = failure.getSQLState() == null ? "08000" : failure.getSQLState();
        if (state.equals(MOVED)) {
            return FailureKind.MOVED;
        }
        if (state.startsWith("08")) {
            return commitSent ? FailureKind.INDETERMINATE : FailureKind.TRANSIENT;
        }
        return switch (state) {
            // The server went down: a commit may have become durable before the answer was lost.
            case "57P01", "57P02", "40003" -> commitSent ? FailureKind.INDETERMINATE : FailureKind.TRANSIENT;
            // The driver's own trouble, which no server sends: it says nothing about what the server did.
            case "60000", "99999" -> commitSent ? FailureKind.INDETERMINATE : FailureKind.PERMANENT;
            // serialization failure, deadlock, cancelled by a time-out, not yet accepting, too many clients, lock
            case "40001", "40P01", "57014", "57P03", "53300", "55P03" -> FailureKind.TRANSIENT;
            default -> FailureKind.PERMANENT;
        };
    }
}
