package dev.shardproof.verifier.recovery;

import java.time.Duration;

/**
 * When an application counts as recovered.
 *
 * @param goodput the least share of the baseline's goodput, above 0, at most 1
 * @param within how long after the trigger it may take at the most
 */
public record RecoveryLimit(double goodput, Duration within) {
    public RecoveryLimit {
        if (!(goodput > 0 && goodput <= 1)) {
            throw new IllegalArgumentException("goodput must be above 0 and at most 1, found " + goodput);
        }
        if (within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("within must be longer than 0, found " + within);
        }
    }
}
