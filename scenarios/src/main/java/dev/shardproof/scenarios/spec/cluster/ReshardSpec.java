package dev.shardproof.scenarios.spec.cluster;

import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the data goes, and how.
 *
 * @param shards the shards afterwards, in the order of the file
 * @param topology who owns what afterwards, at epoch 2; every shard owns something
 * @param migrator what moves the rows
 * @param throttleBytesPerSecond the most that the copy may move in a second, over all moves; empty for no limit
 * @param lagBytesMax the lag gate: the cut-over starts when no target is further behind, in bytes of WAL
 * @param fenceTimeout how long the write fence waits for open transactions to end
 * @param cutOverTimeout how long the whole cut-over may take; at least {@code fenceTimeout}
 * @param defect a planted mistake of the migrator, which the checks must find
 */
public record ReshardSpec(
        List<ShardId> shards,
        Topology topology,
        Migrator migrator,
        OptionalLong throttleBytesPerSecond,
        long lagBytesMax,
        Duration fenceTimeout,
        Duration cutOverTimeout,
        Optional<Defect> defect) {

    public static final long THROTTLE_MIN = 1000;
    public static final long THROTTLE_MAX = 100_000_000_000L;
    public static final long LAG_BYTES_LIMIT = 100_000_000_000L;
    public static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
    public static final Duration TIMEOUT_MAX = Duration.ofHours(1);

    public ReshardSpec {
        shards = List.copyOf(shards);
        Objects.requireNonNull(migrator, "migrator is null");
        Objects.requireNonNull(throttleBytesPerSecond, "throttleBytesPerSecond is null");
        Objects.requireNonNull(defect, "defect is null");
        ClusterSpec.requireOwners(shards, topology);
        if (topology.epoch() != 2) {
            throw new IllegalArgumentException("the second topology has epoch 2, found " + topology.epoch());
        }
        if (throttleBytesPerSecond.isPresent() && throttleBytesPerSecond.getAsLong() < THROTTLE_MIN) {
            throw new IllegalArgumentException("the throttle is below %d bytes a second".formatted(THROTTLE_MIN));
        }
        if (lagBytesMax < 0) {
            throw new IllegalArgumentException("lagBytesMax is negative: " + lagBytesMax);
        }
        if (fenceTimeout.compareTo(TIMEOUT_MIN) < 0 || cutOverTimeout.compareTo(fenceTimeout) < 0) {
            throw new IllegalArgumentException(
                    "the fence timeout is at least %s, the cut-over timeout at least that".formatted(TIMEOUT_MIN));
        }
    }

    /** The moves that lead here from the cluster's first topology. */
    public ReshardPlan plan(ClusterSpec cluster) {
        return ReshardPlan.between(cluster.topology(), topology);
    }

    /** The same with a planted mistake. */
    public ReshardSpec withDefect(Defect planted) {
        return new ReshardSpec(
                shards,
                topology,
                migrator,
                throttleBytesPerSecond,
                lagBytesMax,
                fenceTimeout,
                cutOverTimeout,
                Optional.of(planted));
    }

    /** What moves the rows. */
    public enum Migrator {
        /** Chunked copy and PostgreSQL's logical replication. */
        ONLINE("online");

        private final String label;

        Migrator(String label) {
            this.label = label;
        }

        /** The name in scenario files, command lines and reports. */
        public String label() {
            return label;
        }
    }

    /** The mistakes that can be planted to prove that a run can fail. */
    public enum Defect {
        /** A row is not copied. */
        DROP_ROW("dropRow"),
        /** A value is changed on its way. */
        CORRUPT_VALUE("corruptValue"),
        /** Writes that happened during the copy are not replayed. */
        SKIP_CATCH_UP("skipCatchUp"),
        /** A row lands on a shard that does not own it. */
        MISPLACE_ROW("misplaceRow");

        private final String label;

        Defect(String label) {
            this.label = label;
        }

        /** The name in scenario files, command lines and reports. */
        public String label() {
            return label;
        }
    }
}
