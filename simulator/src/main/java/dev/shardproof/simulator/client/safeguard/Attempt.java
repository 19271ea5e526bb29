package dev.shardproof.simulator.client.safeguard;

import java.sql.SQLException;
import java.util.List;

/**
 * How one attempt ended.
 *
 * @param failure what it ended with; null if it succeeded or was not permitted
 * @param kind what the failure means; null if it succeeded or was not permitted
 * @param permitted whether a breaker let it through
 * @param observed the numbers that its statements returned
 */
public record Attempt(SQLException failure, FailureKind kind, boolean permitted, List<Long> observed) {

    /** A breaker did not let it through; no server was asked. */
    public static final Attempt NOT_PERMITTED = new Attempt(null, null, false, List.of());

    /** One that a server answered. */
    public static Attempt succeeded(List<Long> observed) {
        return new Attempt(null, null, true, observed);
    }

    /** One that a server refused, or whose answer did not come. */
    public static Attempt failed(SQLException failure, FailureKind kind) {
        return new Attempt(failure, kind, true, List.of());
    }

    /** Whether the server answered. */
    public boolean succeeded() {
        return permitted && failure == null;
    }
}
