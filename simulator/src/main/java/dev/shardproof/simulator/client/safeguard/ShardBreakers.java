package dev.shardproof.simulator.client.safeguard;

import dev.shardproof.simulator.topology.ShardId;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The circuit breakers of one instance, one a shard; without a policy none is ever open. Their time is the caller's.
 * Thread-safe.
 */
public final class ShardBreakers {

    private final Map<ShardId, CircuitBreaker> breakers = new LinkedHashMap<>();
    private final LongSupplier nanoTime;

    /**
     * @param policy empty if no breaker ever opens
     * @param shards those that have one each
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public ShardBreakers(Optional<BreakerPolicy> policy, Collection<ShardId> shards, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        policy.map(settings -> config(settings, nanoTime))
                .ifPresent(config ->
                        shards.forEach(shard -> breakers.put(shard, CircuitBreaker.of(shard.name(), config))));
    }

    /** Whether an attempt may be made now; if so, its end must be told by {@link #ended}. */
    public boolean permit(ShardId shard) {
        CircuitBreaker breaker = breakers.get(shard);
        return breaker == null || breaker.tryAcquirePermission();
    }

    /**
     * An attempt that was permitted has ended.
     *
     * @param attempt how; null if it says nothing about the shard
     * @param beginNanos when it began
     */
    public void ended(ShardId shard, Attempt attempt, long beginNanos) {
        CircuitBreaker breaker = breakers.get(shard);
        if (breaker == null) {
            return;
        }
        long took = nanoTime.getAsLong() - beginNanos;
        if (attempt != null && attempt.succeeded()) {
            breaker.onSuccess(took, TimeUnit.NANOSECONDS);
        } else if (attempt != null && counts(attempt.failure(), attempt.kind())) {
            breaker.onError(took, TimeUnit.NANOSECONDS, attempt.failure());
        } else {
            breaker.releasePermission();
        }
    }

    /** How many are open at present. */
    public int open() {
        return (int) breakers.values().stream()
                .filter(breaker -> breaker.getState() == CircuitBreaker.State.OPEN)
                .count();
    }

    private static boolean counts(SQLException failure, FailureKind kind) {
        boolean rolledBack =
                failure.getSQLState() != null && failure.getSQLState().startsWith("40");
        return !rolledBack && (kind == FailureKind.TRANSIENT || kind == FailureKind.INDETERMINATE);
    }

    private static CircuitBreakerConfig config(BreakerPolicy policy, LongSupplier nanoTime) {
        return CircuitBreakerConfig.custom()
                .failureRateThreshold((float) policy.failureRatePercent())
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize(Math.toIntExact(policy.window().toSeconds()))
                .minimumNumberOfCalls(policy.minimumCalls())
                .permittedNumberOfCallsInHalfOpenState(policy.trialCalls())
                .waitDurationInOpenState(policy.open())
                .clock(new NanoClock(nanoTime))
                .currentTimestampFunction(any -> nanoTime.getAsLong(), TimeUnit.NANOSECONDS)
                .build();
    }

    /** A monotonic clock as the library wants it; only differences mean anything. */
    private static final class NanoClock extends Clock {
        private final LongSupplier nanoTime;

        NanoClock(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanoTime.getAsLong());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
