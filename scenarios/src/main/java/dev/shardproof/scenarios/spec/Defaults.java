package dev.shardproof.scenarios.spec;

import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.ReshardSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadDefaults;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.time.Duration;
import java.util.Map;

/**
 * What a scenario file that leaves a key out gets, but for its workload: see {@link WorkloadDefaults}. docs/SCENARIOS.md
 * repeats these values for people.
 */
public final class Defaults {

    public static final long SEED = 1;

    public static final ClusterSpec.Provider PROVIDER = ClusterSpec.Provider.EMBEDDED;
    public static final ShardingStrategy STRATEGY = ShardingStrategy.HASHED;

    /** Rows of the data set's main table. */
    public static final long ROWS = 200_000;

    public static final ReshardSpec.Migrator MIGRATOR = ReshardSpec.Migrator.ONLINE;

    /** Some milliseconds of replay: short enough to hide in the fence, long enough to be reached under load. */
    public static final long LAG_BYTES_MAX = 1_000_000;

    public static final Duration FENCE_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration CUT_OVER_TIMEOUT = Duration.ofSeconds(30);

    public static final PhaseSpec PHASES = new PhaseSpec(Duration.ofSeconds(10), Duration.ofSeconds(10));

    /** How long the effect of a momentary fault is watched. */
    public static final Duration FAULT_WATCH = Duration.ofSeconds(10);

    public static final ChecksSpec.SampledChecksum SAMPLED_CHECKSUM = new ChecksSpec.SampledChecksum(0.99, 0.0001);

    public static final Duration IGNORE_BELOW = Duration.ofMillis(20);

    /** A phase after of up to three times its length. */
    public static final int LOOKS = 3;

    public static final ChecksSpec.LatencyBaseline LATENCY_BASELINE =
            new ChecksSpec.LatencyBaseline(Map.of(Percentile.P99, 10.0), IGNORE_BELOW);

    public static final ChecksSpec.Recovery RECOVERY = new ChecksSpec.Recovery(95, Duration.ofSeconds(30));

    /**
     * An instance may route by a topology that is as old as its cache's time to live, half a second, and a range that has
     * just moved is read where it was until then; the rest is for a busy machine.
     */
    public static final ChecksSpec.History HISTORY = new ChecksSpec.History(0, Duration.ofSeconds(1));

    /** Every check that every run has the evidence for, each with its own defaults. */
    public static final ChecksSpec CHECKS = ChecksSpec.all(SAMPLED_CHECKSUM, LATENCY_BASELINE, HISTORY);

    public static final Expectation EXPECT = Expectation.pass();

    private Defaults() {}
}
