package dev.shardproof.scenarios.spec;

import dev.shardproof.simulator.fault.catalog.Fault;
import java.time.Duration;
import java.util.Objects;

/**
 * A fault with its place in the run.
 *
 * @param fault what is done, and to what
 * @param at when it begins
 * @param length how long it lasts; it is also healed when the load phases end. Of a momentary fault, how long its effect is
 *     watched
 */
public record FaultSpec(Fault fault, PhasePoint at, Duration length) {

    public static final Duration LENGTH_MIN = Duration.ofMillis(1);
    public static final Duration LENGTH_MAX = Duration.ofHours(24);

    public FaultSpec {
        Objects.requireNonNull(fault, "fault is null");
        Objects.requireNonNull(at, "at is null");
        if (length.compareTo(LENGTH_MIN) < 0 || length.compareTo(LENGTH_MAX) > 0) {
            throw new IllegalArgumentException("a fault can not last %s".formatted(length));
        }
    }
}
