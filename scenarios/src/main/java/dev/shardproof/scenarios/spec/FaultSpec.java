package dev.shardproof.scenarios.spec;

import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.Objects;

/** A disturbance as data: what, where, when and for how long. */
public sealed interface FaultSpec {

    public static final Duration LENGTH_MAX = Duration.ofHours(24);

    /** The kind, which is also the key in scenario files. */
    String kind();

    /** The shard that is disturbed. */
    ShardId shard();

    /** When it begins. */
    PhasePoint at();

    /** How long it lasts; it is also healed when the load phases end. */
    Duration length();

    /**
     * Everything that a shard answers arrives late.
     *
     * @param shard which
     * @param latency how late, at least 1 ms
     * @param jitter how much that varies in either direction, at most {@code latency}
     */
    record SlowShard(ShardId shard, Duration latency, Duration jitter, PhasePoint at, Duration length)
            implements FaultSpec {

        public static final String KIND = "slowShard";
        public static final Duration LATENCY_MIN = Duration.ofMillis(1);
        public static final Duration LATENCY_MAX = Duration.ofMinutes(1);

        public SlowShard {
            Objects.requireNonNull(shard, "shard is null");
            Objects.requireNonNull(at, "at is null");
            if (latency.compareTo(LATENCY_MIN) < 0 || latency.compareTo(LATENCY_MAX) > 0) {
                throw new IllegalArgumentException("latency %s is out of bounds".formatted(latency));
            }
            if (jitter.isNegative() || jitter.compareTo(latency) > 0) {
                throw new IllegalArgumentException("jitter %s is above the latency".formatted(jitter));
            }
            if (length.isNegative() || length.isZero() || length.compareTo(LENGTH_MAX) > 0) {
                throw new IllegalArgumentException("a fault can not last %s".formatted(length));
            }
        }

        @Override
        public String kind() {
            return KIND;
        }
    }
}
