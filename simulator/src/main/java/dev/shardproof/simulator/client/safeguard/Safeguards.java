package dev.shardproof.simulator.client.safeguard;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What keeps an instance from doing harm when shards fail or move. Each of them can be missing, which is how incidents are
 * reproduced.
 *
 * @param refreshOnMoved whether it asks for the topology again when a shard refuses because the range has moved
 * @param retry whether and when a failed attempt is repeated
 * @param budget how many retries it may make in all; empty for no bound
 * @param breaker when it stops to ask a shard; empty for never
 * @param hedgeAfter after how long a read that has no answer is asked a second time beside the first; empty for never
 */
public record Safeguards(
        boolean refreshOnMoved,
        RetryPolicy retry,
        Optional<RetryBudget> budget,
        Optional<BreakerPolicy> breaker,
        Optional<Duration> hedgeAfter) {

    public Safeguards {
        Objects.requireNonNull(retry, "retry is null");
        Objects.requireNonNull(budget, "budget is null");
        Objects.requireNonNull(breaker, "breaker is null");
        Objects.requireNonNull(hedgeAfter, "hedgeAfter is null");
        hedgeAfter.ifPresent(after -> {
            if (after.isNegative() || after.isZero()) {
                throw new IllegalArgumentException("hedgeAfter must be longer than 0, found " + after);
            }
        });
    }

    /** A retry policy, and a cache that looks again when it was wrong. */
    public static Safeguards of(RetryPolicy retry) {
        return new Safeguards(true, retry, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
