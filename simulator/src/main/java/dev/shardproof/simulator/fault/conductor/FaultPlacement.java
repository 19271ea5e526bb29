package dev.shardproof.simulator.fault.conductor;

import java.time.Duration;
import java.util.Objects;

/**
 * When a fault is to be injected: in a phase of the migration, once its progress has reached a share and it has lasted for
 * a time.
 *
 * @param phase the name of the phase, as the observations name it
 * @param progress the least progress of the phase, 0 to 1
 * @param delay the least time since the phase was first observed, not negative
 */
public record FaultPlacement(String phase, double progress, Duration delay) {

    public FaultPlacement {
        Objects.requireNonNull(phase, "phase is null");
        Objects.requireNonNull(delay, "delay is null");
        if (phase.isBlank()) {
            throw new IllegalArgumentException("phase is blank: the name of a migration phase is needed");
        }
        if (!(progress >= 0 && progress <= 1)) {
            throw new IllegalArgumentException(
                    "progress in phase %s is %s: a share from 0 to 1 is needed".formatted(phase, progress));
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay in phase %s is negative: %s".formatted(phase, delay));
        }
    }

    /** As soon as the phase has made that much progress. */
    public static FaultPlacement atProgress(String phase, double progress) {
        return new FaultPlacement(phase, progress, Duration.ZERO);
    }

    /** That long after the phase began. */
    public static FaultPlacement afterDelay(String phase, Duration delay) {
        return new FaultPlacement(phase, 0, delay);
    }

    @Override
    public String toString() {
        String at = progress > 0 ? " %s%%".formatted(Math.round(progress * 1000) / 10.0) : "";
        return phase + at + (delay.isZero() ? "" : " + %d ms".formatted(delay.toMillis()));
    }
}
