package dev.shardproof.simulator.fault.conductor;

import java.time.Duration;
import java.util.Objects;

/**
 * How the effect of a fault is measured.
 *
 * @param samples how many round trips are measured before the injection, and each time after the healing; positive
 * @param pause the time between two samples while the fault acts, and between two tries after it
 * @param healLimit how long after the healing the link may take to become fast again
 */
public record ProofPlan(int samples, Duration pause, Duration healLimit) {

    /** 9 samples, one each 100 ms during the fault, 10 seconds to heal. */
    public static final ProofPlan STANDARD = new ProofPlan(9, Duration.ofMillis(100), Duration.ofSeconds(10));

    public ProofPlan {
        Objects.requireNonNull(pause, "pause is null");
        Objects.requireNonNull(healLimit, "healLimit is null");
        if (samples < 1 || pause.toMillis() < 1 || healLimit.isNegative()) {
            throw new IllegalArgumentException("%d samples, pause %s, heal limit %s: positive values are needed"
                    .formatted(samples, pause, healLimit));
        }
    }
}
