package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.util.List;
import java.util.Optional;

/**
 * What the load process must know of a profile, in a {@link LoadPlan}.
 *
 * @param profile which
 * @param rows of the data set's main table; 0 for the user's own
 * @param strategy how keys become places
 * @param boundaries where a range begins before or after the reshard
 * @param hotSet the moving hot set; empty if keys are chosen in another way
 * @param sessions client sessions
 * @param valueBytes the length of values
 * @param held transactions that stay open
 */
record ProfilePlan(
        WorkloadSpec.Profile profile,
        long rows,
        ShardingStrategy strategy,
        List<Long> boundaries,
        Optional<HotSet> hotSet,
        int sessions,
        int valueBytes,
        Optional<Held> held) {

    /**
     * Some keys are hot for a while.
     *
     * @param share of the choices
     * @param of share of the keys
     * @param moveEvery after how many operations others are hot
     */
    record HotSet(double share, double of, long moveEvery) {}

    /**
     * Some transactions think before they commit.
     *
     * @param share of the operations
     * @param millis how long
     */
    record Held(double share, long millis) {}
}
