package dev.shardproof.scenarios.spec;

import dev.shardproof.simulator.topology.ShardingStrategy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a scenario file that leaves a key out gets. docs/SCENARIOS.md repeats these values for people. */
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

    public static final double READ_SHARE = 0.8;

    /** The skew that the YCSB benchmark uses. */
    public static final WorkloadSpec.KeyChoice KEYS = new WorkloadSpec.Zipf(0.99);

    /** The least of which one can be wrong while another is right. */
    public static final int INSTANCES = 2;

    /** Enough that a rate of some hundred requests a second does not queue at a shard that takes 100 ms. */
    public static final int THREADS = 64;

    public static final Duration TIMEOUT = Duration.ofSeconds(2);
    public static final int RETRIES = 3;
    public static final int STATEMENT_WEIGHT = 1;

    public static final ApplicationSpec.RoutingCache ROUTING_CACHE =
            new ApplicationSpec.RoutingCache(Optional.of(Duration.ofMillis(500)), true, false);
    public static final ApplicationSpec.RetryPolicy RETRY_POLICY = ApplicationSpec.RetryPolicy.EXPONENTIAL;
    public static final Duration RETRY_DELAY = Duration.ofMillis(20);
    public static final Duration RETRY_DELAY_MAX = Duration.ofMillis(500);

    /** For a scenario that asks for a breaker without saying which. */
    public static final ApplicationSpec.Breaker BREAKER =
            new ApplicationSpec.Breaker(50, Duration.ofSeconds(10), Duration.ofSeconds(5), 20, 10);
    /** Enough that a session now and then reads what it wrote. */
    public static final int SESSIONS = 100;

    private static final int VALUE_BYTES = 100;

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

    /** Texts that are stored in their rows; the shop has notes of its own. */
    public static int valueBytes(WorkloadSpec.Profile profile) {
        return profile == WorkloadSpec.Profile.CHECKOUT || profile == WorkloadSpec.Profile.USER ? 0 : VALUE_BYTES;
    }
}
