package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.Map;

/** A disturbance as data: immutable, equal by value, and without any way to act by itself. */
public sealed interface Fault permits SlowShard {

    /** What it is; a {@code switch} on it is complete where one over classes cannot be on Java 17. */
    FaultKind kind();

    /** The shard that it disturbs. */
    ShardId shard();

    /** Its parameters as the report shows them, in a fixed order; values with their units. */
    Map<String, String> parameters();

    /**
     * How much the round trip on the shard's link must rise at the least for the fault to count as seen: 80 % of the rise
     * that every single round trip is asked to have.
     */
    Duration leastRise();

    /** How much a single round trip may rise; a probe has to wait that much longer. */
    Duration mostRise();

    /** Up to which rise over the time before the fault the link counts as healed. */
    Duration healedRise();

    /** Its name in events and reports, for example {@code slowShard s2}. */
    default String name() {
        return kind().key() + " " + shard();
    }
}
