package dev.shardproof.scenarios.spec;

import java.time.Duration;
import java.util.Objects;

/**
 * A moment of a run: a phase, and how far into it, either by progress or by time.
 *
 * @param phase the phase
 * @param percent progress from 0 to {@value #PERCENT_MAX}; above 0 only while copying, for only the copy knows its end
 * @param delay time since the phase began; above zero only if {@code percent} is 0
 */
public record PhasePoint(LoadPhase phase, int percent, Duration delay) {

    public static final int PERCENT_MAX = 99;
    public static final Duration DELAY_MAX = Duration.ofHours(1);

    public PhasePoint {
        Objects.requireNonNull(phase, "phase is null");
        if (percent < 0 || percent > PERCENT_MAX || percent > 0 && phase != LoadPhase.COPYING) {
            throw new IllegalArgumentException("%d%% of %s is not a point of a run".formatted(percent, phase.label()));
        }
        if (delay.isNegative() || delay.compareTo(DELAY_MAX) > 0 || percent > 0 && !delay.isZero()) {
            throw new IllegalArgumentException("a delay of %s is not possible here".formatted(delay));
        }
    }

    /** The beginning of a phase. */
    public static PhasePoint startOf(LoadPhase phase) {
        return new PhasePoint(phase, 0, Duration.ZERO);
    }

    /** {@code copying 40%}, {@code baseline +5000ms} or {@code cutOver}. */
    @Override
    public String toString() {
        if (percent > 0) {
            return phase.label() + " " + percent + "%";
        }
        return delay.isZero() ? phase.label() : phase.label() + " +" + delay.toMillis() + "ms";
    }
}
