package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A shard whose answers come late: every round trip takes {@code latency} ± {@code jitter} longer.
 *
 * @param shard the shard
 * @param latency 1 ms to 1 hour, whole milliseconds
 * @param jitter 0 to {@code latency}, whole milliseconds; drawn uniformly
 */
public record SlowShard(ShardId shard, Duration latency, Duration jitter) implements Fault {

    private static final Duration LATENCY_MAX = Duration.ofHours(1);

    /** What a busy machine adds to a median by itself; a healed link may differ that much. */
    private static final Duration NOISE = Duration.ofMillis(5);

    public SlowShard {
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(latency, "latency is null");
        Objects.requireNonNull(jitter, "jitter is null");
        checkWholeMillis("latency", latency);
        checkWholeMillis("jitter", jitter);
        if (latency.isZero() || latency.isNegative() || latency.compareTo(LATENCY_MAX) > 0) {
            throw new IllegalArgumentException("latency of slowShard %s is %d ms: 1 ms to 1 hour are allowed"
                    .formatted(shard, latency.toMillis()));
        }
        if (jitter.isNegative() || jitter.compareTo(latency) > 0) {
            throw new IllegalArgumentException("jitter of slowShard %s is %d ms: 0 to its latency (%d ms) are allowed"
                    .formatted(shard, jitter.toMillis(), latency.toMillis()));
        }
    }

    private static void checkWholeMillis(String name, Duration value) {
        if (value.toNanos() % 1_000_000 != 0) {
            throw new IllegalArgumentException("%s is %s: whole milliseconds are needed".formatted(name, value));
        }
    }

    @Override
    public FaultKind kind() {
        return FaultKind.SLOW_SHARD;
    }

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("latency", latency.toMillis() + "ms");
        parameters.put("jitter", jitter.toMillis() + "ms");
        return Collections.unmodifiableMap(parameters);
    }

    /**
     * 80 % of the latency; with jitter, 80 % of the least latency that a round trip can have, but never under 40 % of the
     * latency. So a median over few samples does not fail by chance.
     */
    @Override
    public Duration leastRise() {
        Duration leastLatency = latency.minus(jitter);
        Duration half = latency.dividedBy(2);
        Duration certain = leastLatency.compareTo(half) > 0 ? leastLatency : half;
        return certain.multipliedBy(8).dividedBy(10);
    }

    @Override
    public Duration mostRise() {
        return latency.plus(jitter);
    }

    /** 20 % of the latency, or the noise of a busy machine (5 ms) where that is more. */
    @Override
    public Duration healedRise() {
        Duration share = latency.dividedBy(5);
        return share.compareTo(NOISE) > 0 ? share : NOISE;
    }
}
