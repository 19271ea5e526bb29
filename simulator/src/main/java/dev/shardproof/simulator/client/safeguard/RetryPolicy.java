package dev.shardproof.simulator.client.safeguard;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Decides whether a failed attempt is repeated, and after how long: a pure decision, without a clock or IO of its own.
 *
 * <p>An indeterminate write is never repeated, for it may have happened; an indeterminate read may be. A range that
 * moves is retried until the operation's time is over, for the fence is short and the wait is the price of the switch.
 * Other transient failures are repeated at most {@code retries} times. Delays are fixed, or grow exponentially with full jitter
 * (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 *
 * @param retries how many times a transient failure is repeated
 * @param firstDelay the upper bound of the first delay
 * @param longestDelay the upper bound of every delay
 * @param timeout how long an operation may take with all its attempts
 * @param backoff how delays grow
 */
public record RetryPolicy(int retries, Duration firstDelay, Duration longestDelay, Duration timeout, Backoff backoff) {

    /** How delays grow. */
    public enum Backoff {
        /** Always the first delay, to the nanosecond: whoever failed together tries again together. */
        FIXED,
        /** Twice as long each time up to the longest, of which a random part is taken. */
        EXPONENTIAL
    }

    public RetryPolicy {
        Objects.requireNonNull(backoff, "backoff is null");
        Objects.requireNonNull(firstDelay, "firstDelay is null");
        Objects.requireNonNull(longestDelay, "longestDelay is null");
        Objects.requireNonNull(timeout, "timeout is null");
        if (retries < 0) {
            throw new IllegalArgumentException("retries is negative: " + retries);
        }
        if (firstDelay.isNegative()
                || longestDelay.compareTo(firstDelay) < 0
                || timeout.isNegative()
                || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "delays %s to %s within %s are impossible".formatted(firstDelay, longestDelay, timeout));
        }
    }

    /** Delays that grow exponentially. */
    public RetryPolicy(int retries, Duration firstDelay, Duration longestDelay, Duration timeout) {
        this(retries, firstDelay, longestDelay, timeout, Backoff.EXPONENTIAL);
    }

    /**
     * The policy of an instance that has lost its manners: it tries again at once, that many times, and gives each request
     * as much time as its attempts may take.
     *
     * @param stormRetries how many times a transient failure is repeated
     */
    public RetryPolicy storm(int stormRetries) {
        Duration attempt = timeout.dividedBy(retries + 1L);
        return new RetryPolicy(stormRetries, Duration.ZERO, Duration.ZERO, attempt.multipliedBy(stormRetries + 1L));
    }

    /**
     * The delay in nanoseconds before the next attempt, or empty to give up.
     *
     * @param kind what went wrong
     * @param write whether the operation changes data
     * @param attemptsMade attempts so far, at least 1; after a failure only those that have failed, for a refusal because a
     *     range moves is none
     * @param elapsedNanos since the operation began
     * @param random a number in {@code [0, 1)}, the jitter
     */
    public OptionalLong delayBeforeRetry(
            FailureKind kind, boolean write, int attemptsMade, long elapsedNanos, double random) {
        boolean again = switch (kind) {
            case MOVED -> true;
            case TRANSIENT -> attemptsMade <= retries;
            case INDETERMINATE -> !write && attemptsMade <= retries;
            case PERMANENT -> false;
        };
        if (!again) {
            return OptionalLong.empty();
        }
        long delay = delay(attemptsMade, random);
        return elapsedNanos + delay < timeout.toNanos() ? OptionalLong.of(delay) : OptionalLong.empty();
    }

    private long delay(int attemptsMade, double random) {
        if (backoff == Backoff.FIXED) {
            return firstDelay.toNanos();
        }
        int doublings = Math.min(attemptsMade - 1, 20);
        return (long) (Math.min(longestDelay.toNanos(), firstDelay.toNanos() << doublings) * random);
    }
}
