package dev.shardproof.scenarios.spec.workload;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the instances of the application treat the shards: what each has of its own, and which safeguards are on.
 *
 * @param routingCache how it learns of a new topology
 * @param poolSize connections to a shard at the most, of each instance
 * @param timeOuts how long things may take
 * @param retry how it tries again
 * @param breaker when it stops to ask a shard; empty for never
 * @param hedgeAfter after how long a read is asked a second time; empty for never
 */
public record ApplicationSpec(
        RoutingCache routingCache,
        int poolSize,
        TimeOuts timeOuts,
        Retry retry,
        Optional<Breaker> breaker,
        Optional<Duration> hedgeAfter) {

    public static final int POOL_SIZE_MAX = 1024;
    public static final Duration WAIT_MAX = Duration.ofHours(1);
    public static final Duration TIME_TO_LIVE_MIN = Duration.ofMillis(10);
    public static final Duration TIME_TO_LIVE_MAX = Duration.ofHours(24);
    public static final Duration WINDOW_MIN = Duration.ofSeconds(1);
    public static final Duration WINDOW_MAX = Duration.ofMinutes(10);
    public static final Duration HEDGE_MIN = Duration.ofMillis(1);

    /** The connection pool's own least. */
    public static final Duration CONNECTION_MIN = Duration.ofMillis(250);

    /** The longest attempt, as often as there may be one. */
    public static final Duration REQUEST_MAX = WorkloadSpec.TIMEOUT_MAX.multipliedBy(WorkloadSpec.RETRIES_MAX + 1L);

    public static final int CALLS_MAX = 10_000;

    public ApplicationSpec {
        Objects.requireNonNull(routingCache, "routingCache is null");
        Objects.requireNonNull(timeOuts, "timeOuts is null");
        Objects.requireNonNull(retry, "retry is null");
        Objects.requireNonNull(breaker, "breaker is null");
        Objects.requireNonNull(hedgeAfter, "hedgeAfter is null");
        if (poolSize < 1 || poolSize > POOL_SIZE_MAX) {
            throw new IllegalArgumentException(
                    "poolSize must be from 1 to %d, found %d".formatted(POOL_SIZE_MAX, poolSize));
        }
    }

    /**
     * What a scenario gets that says nothing about it.
     *
     * @param instances of the application
     * @param threads of all instances together, so that nobody waits for a connection
     * @param timeout of one attempt
     * @param retries after a failed one
     */
    public static ApplicationSpec ofDefaults(int instances, int threads, Duration timeout, int retries) {
        return new ApplicationSpec(
                WorkloadDefaults.ROUTING_CACHE,
                poolSize(instances, threads),
                new TimeOuts(
                        timeout.compareTo(CONNECTION_MIN) < 0 ? CONNECTION_MIN : timeout,
                        timeout,
                        timeout.multipliedBy(retries + 1L)),
                new Retry(
                        WorkloadDefaults.RETRY_POLICY,
                        retries,
                        WorkloadDefaults.RETRY_DELAY,
                        WorkloadDefaults.RETRY_DELAY_MAX,
                        Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    /** The threads divided among the instances; none goes without. */
    public static int poolSize(int instances, int threads) {
        return (threads + instances - 1) / instances;
    }

    /**
     * How an instance learns of a new topology.
     *
     * @param timeToLive after how long it asks again; empty for never
     * @param refreshOnMoved whether it asks when a shard refuses because the range has moved
     * @param push whether it is told
     */
    public record RoutingCache(Optional<Duration> timeToLive, boolean refreshOnMoved, boolean push) {
        public RoutingCache {
            Objects.requireNonNull(timeToLive, "timeToLive is null");
        }
    }

    /**
     * How long things may take.
     *
     * @param connection to get a connection, be it a free one or a new one
     * @param statement of one statement
     * @param request of a request with all its attempts; no attempt begins later, and what ends later is no goodput
     */
    public record TimeOuts(Duration connection, Duration statement, Duration request) {
        public TimeOuts {
            if (connection.isNegative() || connection.isZero() || statement.isNegative() || statement.isZero()) {
                throw new IllegalArgumentException("time-outs must be longer than 0");
            }
            if (request.compareTo(statement) < 0) {
                throw new IllegalArgumentException("a request may not take less than one of its statements");
            }
        }
    }

    /** When a failed attempt is repeated. */
    public enum RetryPolicy {
        /** It is not. */
        NONE("none"),
        /** After the same time each time. */
        FIXED("fixed"),
        /** After times that grow and vary. */
        EXPONENTIAL("exponential");

        private final String label;

        RetryPolicy(String label) {
            this.label = label;
        }

        /** The name in scenario files, command lines and reports. */
        public String label() {
            return label;
        }
    }

    /**
     * How failed attempts are repeated.
     *
     * @param policy when
     * @param retries how often; 0 if the policy is none
     * @param delay before the first; before each if the policy is fixed
     * @param maxDelay the longest, not shorter
     * @param budgetPercent how many retries there may be for a hundred requests; empty for any number
     */
    public record Retry(
            RetryPolicy policy, int retries, Duration delay, Duration maxDelay, Optional<Double> budgetPercent) {

        public static final double BUDGET_PERCENT_MIN = 0.1;

        public Retry {
            Objects.requireNonNull(policy, "policy is null");
            if (retries < 0 || policy == RetryPolicy.NONE && retries > 0) {
                throw new IllegalArgumentException("%d retries by the policy %s".formatted(retries, policy.label()));
            }
            if (delay.isNegative() || maxDelay.compareTo(delay) < 0) {
                throw new IllegalArgumentException("delays from %s to %s are impossible".formatted(delay, maxDelay));
            }
            budgetPercent.ifPresent(percent -> {
                if (!(percent >= BUDGET_PERCENT_MIN && percent <= 100)) {
                    throw new IllegalArgumentException("a budget of %s%% is out of bounds".formatted(percent));
                }
            });
        }
    }

    /**
     * When an instance stops to ask a shard.
     *
     * @param failureRatePercent the share of failures that opens it
     * @param window over which it is taken, in whole seconds
     * @param open how long it stays open
     * @param minimumCalls fewer do not open it
     * @param trialCalls how many are let through to see
     */
    public record Breaker(double failureRatePercent, Duration window, Duration open, int minimumCalls, int trialCalls) {
        public Breaker {
            if (!(failureRatePercent >= 1 && failureRatePercent <= 100)) {
                throw new IllegalArgumentException("failureRate %s%% is out of bounds".formatted(failureRatePercent));
            }
            if (window.compareTo(WINDOW_MIN) < 0 || window.toNanosPart() != 0) {
                throw new IllegalArgumentException("window must be whole seconds, found " + window);
            }
            if (open.isNegative() || open.isZero() || minimumCalls < 1 || trialCalls < 1) {
                throw new IllegalArgumentException("a breaker needs a time to be open, and calls");
            }
        }
    }
}
