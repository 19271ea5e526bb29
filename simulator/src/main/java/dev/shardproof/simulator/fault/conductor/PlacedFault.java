package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.catalog.Fault;
import java.time.Duration;
import java.util.Objects;

/**
 * A fault with its place in the run.
 *
 * @param fault what is injected
 * @param placement when
 * @param duration for how long, from the moment at which it acts; of a momentary fault, how long its effect is
 *     watched; positive
 */
public record PlacedFault(Fault fault, FaultPlacement placement, Duration duration) {

    public PlacedFault {
        Objects.requireNonNull(fault, "fault is null");
        Objects.requireNonNull(placement, "placement is null");
        Objects.requireNonNull(duration, "duration is null");
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(
                    "duration of %s is %s: a time above 0 is needed".formatted(fault.name(), duration));
        }
    }
}
