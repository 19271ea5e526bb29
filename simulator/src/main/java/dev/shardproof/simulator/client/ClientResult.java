package dev.shardproof.simulator.client;

import java.util.List;
import java.util.Objects;

/**
 * How an operation ended, as its client saw it.
 *
 * @param outcome acknowledged, rejected (certainly without effect) or indeterminate
 * @param shard the shard of the last attempt, or empty if none was reached
 * @param epoch the epoch by which the last attempt was routed
 * @param attempts how many times it was tried
 * @param error the SQLSTATE or a short word for the last failure, never data; empty if acknowledged
 * @param observed the whole numbers that the observed statements returned; empty unless acknowledged
 */
public record ClientResult(Outcome outcome, String shard, long epoch, int attempts, String error, List<Long> observed) {

    /** The three ways in which an operation can end. */
    public enum Outcome {
        ACKNOWLEDGED,
        REJECTED,
        INDETERMINATE
    }

    public ClientResult {
        Objects.requireNonNull(outcome, "outcome is null");
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(error, "error is null");
        observed = List.copyOf(observed);
    }
}
