package dev.shardproof.scenarios.spec.workload;

import java.time.Duration;
import java.util.Optional;

/** What a workload that leaves a key out gets. docs/SCENARIOS.md repeats these values for people. */
public final class WorkloadDefaults {

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

    private WorkloadDefaults() {}

    /** Texts that are stored in their rows; the shop has notes of its own. */
    public static int valueBytes(WorkloadSpec.Profile profile) {
        return profile == WorkloadSpec.Profile.CHECKOUT || profile == WorkloadSpec.Profile.USER ? 0 : VALUE_BYTES;
    }
}
