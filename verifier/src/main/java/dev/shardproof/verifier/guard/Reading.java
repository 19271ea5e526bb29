package dev.shardproof.verifier.guard;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a collector found at one moment. That there is nothing to say, such as the remaining time of a copy that has not
 * begun, is a reading, too; a collector that can not tell gives none.
 *
 * @param metric what was measured
 * @param nanoTime when, on any monotonic clock in nanoseconds
 * @param value the value in the metric's unit, may be infinite; empty if there is nothing to say
 */
public record Reading(GuardMetric metric, long nanoTime, OptionalDouble value) {

    public Reading {
        Objects.requireNonNull(metric, "metric is null");
        if (value.isPresent() && (Double.isNaN(value.getAsDouble()) || value.getAsDouble() < 0)) {
            throw new IllegalArgumentException(
                    "a reading of %s is %s: it must be 0 or more".formatted(metric.key(), value.getAsDouble()));
        }
    }

    public static Reading of(GuardMetric metric, long nanoTime, double value) {
        return new Reading(metric, nanoTime, OptionalDouble.of(value));
    }

    /** The metric is collected and has nothing to say now. */
    public static Reading nothing(GuardMetric metric, long nanoTime) {
        return new Reading(metric, nanoTime, OptionalDouble.empty());
    }
}
