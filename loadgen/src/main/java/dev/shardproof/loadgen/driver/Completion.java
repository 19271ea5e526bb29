package dev.shardproof.loadgen.driver;

import dev.shardproof.verifier.history.Outcome;
import java.util.List;
import java.util.Objects;

/**
 * What became of one operation.
 *
 * @param outcome how it ended
 * @param shard the shard that served it last; empty if it reached none
 * @param epoch the topology epoch that it was routed by; 0 if it was not routed
 * @param attempts how often it was tried; at least 1 for an acknowledged one
 * @param error a short code of the error class, e.g. an SQLSTATE, never a row's data; empty for an acknowledged one
 * @param observed what its observed statements returned; empty unless it is acknowledged
 */
public record Completion(Outcome outcome, String shard, long epoch, int attempts, String error, List<Long> observed) {
    public Completion {
        observed = List.copyOf(observed);
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

    /** One that has observed nothing. */
    public Completion(Outcome outcome, String shard, long epoch, int attempts, String error) {
        this(outcome, shard, epoch, attempts, error, List.of());
    }
}
