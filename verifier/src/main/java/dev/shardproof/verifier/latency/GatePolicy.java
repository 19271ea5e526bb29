package dev.shardproof.verifier.latency;

import java.util.Objects;

/**
 * How sure the gate must be.
 *
 * @param ignoreBelowMicros a percentile that is surely below this after is fast enough, whatever it was before; 0 for no
 *     such allowance
 * @param budget how often it may err
 * @param noise what differs although nothing was changed
 * @param seed of the bootstrap
 */
public record GatePolicy(double ignoreBelowMicros, ErrorBudget budget, NoiseFloor noise, long seed) {

    public GatePolicy {
        Objects.requireNonNull(budget, "budget is null");
        Objects.requireNonNull(noise, "noise is null");
        if (!(ignoreBelowMicros >= 0)) {
            throw new IllegalArgumentException("ignoreBelowMicros is negative: " + ignoreBelowMicros);
        }
    }
}
