package dev.shardproof.reports.run;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was broken on purpose, and what that really did.
 *
 * @param name the fault's kind, e.g. {@code slowShard}
 * @param description the fault in words, e.g. {@code latency 200ms, jitter 100ms for 20s}
 * @param target what it hit, e.g. {@code s2} or {@code application}
 * @param placedAt where the scenario placed it, the phase first, e.g. {@code copying 40%}
 * @param start when it was injected; empty if its place was never reached
 * @param end when it was healed; empty if it was not
 * @param phases the phases of the run in which it acted, in their order
 * @param effects what had to be seen, and was; empty if nothing was measured
 * @param bitten whether the measured effects prove that the fault was there, in the phase that it was placed in
 * @param healed whether it was taken away again
 */
public record FaultReport(
        String name,
        String description,
        String target,
        String placedAt,
        Optional<Instant> start,
        Optional<Instant> end,
        List<String> phases,
        List<Effect> effects,
        boolean bitten,
        boolean healed) {

    public FaultReport {
        Require.text(name, "name");
        Objects.requireNonNull(description, "description is null");
        Require.text(target, "target");
        Require.text(placedAt, "placedAt");
        Objects.requireNonNull(start, "start is null");
        Objects.requireNonNull(end, "end is null");
        phases = List.copyOf(phases);
        effects = List.copyOf(effects);
        start.ifPresent(from -> Require.inOrder(from, end, "fault " + name));
        if (bitten && (start.isEmpty() || effects.isEmpty())) {
            throw new IllegalArgumentException("fault %s is said to have bitten, but it was never %s"
                    .formatted(name, start.isEmpty() ? "injected" : "measured"));
        }
    }

    /** Whether it acted, but never in the phase that the scenario placed it in. */
    public boolean missedItsPlace() {
        return start.isPresent()
                && phases.stream().noneMatch(phase -> placedAt.equals(phase) || placedAt.startsWith(phase + " "));
    }

    /** How it ended in two words at most, the worst first: not healed, not injected, not proven, proven. */
    public String ending() {
        if (!healed) {
            return "NOT HEALED";
        }
        return start.isEmpty() ? "NOT INJECTED" : bitten ? "PROVEN" : "NOT PROVEN";
    }

    /**
     * One figure before, during and after a fault.
     *
     * @param figure what was measured, e.g. {@code median round trip to s2}
     * @param unit the unit, e.g. {@code ms}; may be empty
     * @param leastRise how much it had to rise for the fault to count as seen; empty if it only shows the healing
     * @param healedRise how much of a rise may remain; empty if it only shows the bite
     * @param before without the fault; empty if there was no answer
     * @param during with it; empty if there was no answer
     * @param after when it was healed; empty if there was no answer
     */
    public record Effect(
            String figure,
            String unit,
            OptionalDouble leastRise,
            OptionalDouble healedRise,
            OptionalDouble before,
            OptionalDouble during,
            OptionalDouble after) {
        public Effect {
            Require.text(figure, "figure");
            Objects.requireNonNull(unit, "unit is null");
            requireFinite(leastRise, "leastRise");
            requireFinite(healedRise, "healedRise");
            requireFinite(before, "before");
            requireFinite(during, "during");
            requireFinite(after, "after");
        }

        private static void requireFinite(OptionalDouble value, String name) {
            Objects.requireNonNull(value, name + " is null");
            value.ifPresent(number -> Require.finite(number, name));
        }
    }
}
