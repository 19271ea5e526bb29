package dev.shardproof.loadgen.driver;

import dev.shardproof.verifier.history.Outcome;
import java.util.Objects;

/**
 * What became of one operation.
 *
 * @param outcome how it ended
 * @param shard the shard that served it last; empty if it reached none
 * @param epoch the topology epoch that it was routed by; 0 if it was not routed
 * @param attempts how often it was tried; at least 1 for an acknowledged one
 * @param error a short code of the error class, e.g. an SQLSTATE, never a row's data; empty for an acknowledged one
 */
public record Completion(Outcome outcome, String shard, long epoch, int attempts, String error) {
    public Completion {
        Objects.requireNonNull(outcome, "outcome is null");
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(error, "error is null");
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts is negative: " + attempts);
        }
        if (outcome == Outcome.ACKNOWLEDGED && (attempts == 0 || !error.isEmpty())) {
            throw new IllegalArgumentException(
                    "acknowledged after %d attempts with error '%s'".formatted(attempts, error));
        }
    }
}
