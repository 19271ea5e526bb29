package dev.shardproof.simulator.cluster.trial;

import java.util.Objects;

/**
 * What became of a statement that was tried.
 *
 * @param answer what the client got
 * @param sqlState of an error; empty text otherwise
 * @param message of an error; empty text otherwise
 * @param execution what the server knows
 * @param nanos from the sending to the answer
 */
public record TrialResult(Answer answer, String sqlState, String message, Execution execution, long nanos) {

    /** What the client got. */
    public enum Answer {
        OK,
        /** An error of the server, or of who pretends to be it. */
        ERROR,
        /** The end of the connection, or silence. */
        NONE
    }

    /** What the server knows. */
    public enum Execution {
        COMMITTED,
        /** It was not executed, or rolled back. */
        NONE,
        /** The statement leaves no trace. */
        UNKNOWN
    }

    public TrialResult {
        Objects.requireNonNull(answer, "answer is null");
        Objects.requireNonNull(sqlState, "sqlState is null");
        Objects.requireNonNull(message, "message is null");
        Objects.requireNonNull(execution, "execution is null");
    }
}
