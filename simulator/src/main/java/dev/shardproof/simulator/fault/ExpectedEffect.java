package dev.shardproof.simulator.fault;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a fault must be seen to do, as data. Every effect is a number that rises while the fault acts and falls again when
 * it is healed; what falls is measured by its contrary, such as the share of failures.
 *
 * @param figure what is measured, for the report, e.g. {@code median round trip to s2}
 * @param unit its unit, e.g. {@code ms}
 * @param summary how samples are summed up
 * @param leastRise how much the figure must at the least rise over the time before for the fault to count as seen; empty
 *     if this effect proves no bite
 * @param healedRise how much may remain of the rise for the fault to count as healed, less than the least rise; empty if
 *     this effect proves no healing
 */
public record ExpectedEffect(
        String figure, String unit, Summary summary, OptionalDouble leastRise, OptionalDouble healedRise) {

    public ExpectedEffect {
        Objects.requireNonNull(figure, "figure is null");
        Objects.requireNonNull(unit, "unit is null");
        Objects.requireNonNull(summary, "summary is null");
        if (leastRise.isEmpty() && healedRise.isEmpty()) {
            throw new IllegalArgumentException("%s proves neither bite nor healing".formatted(figure));
        }
        if (leastRise.isPresent() && !(leastRise.getAsDouble() > 0)
                || healedRise.isPresent() && !(healedRise.getAsDouble() >= 0)) {
            throw new IllegalArgumentException("%s: least rise %s and healed rise %s: a positive rise is needed"
                    .formatted(figure, leastRise, healedRise));
        }
        if (leastRise.isPresent() && healedRise.isPresent() && healedRise.getAsDouble() >= leastRise.getAsDouble()) {
            throw new IllegalArgumentException(
                    "%s: a rise of %s would count as seen, and as healed up to %s: the latter must be less"
                            .formatted(figure, leastRise.getAsDouble(), healedRise.getAsDouble()));
        }
    }

    /** An effect that proves the bite and the healing. */
    public static ExpectedEffect of(String figure, String unit, Summary summary, double leastRise, double healedRise) {
        return new ExpectedEffect(figure, unit, summary, OptionalDouble.of(leastRise), OptionalDouble.of(healedRise));
    }

    /** An effect that proves the bite alone, such as a server's new process id. */
    public static ExpectedEffect bite(String figure, String unit, Summary summary, double leastRise) {
        return new ExpectedEffect(figure, unit, summary, OptionalDouble.of(leastRise), OptionalDouble.empty());
    }

    /** An effect that proves the healing alone, such as that a server answers again. */
    public static ExpectedEffect healing(String figure, String unit, Summary summary, double healedRise) {
        return new ExpectedEffect(figure, unit, summary, OptionalDouble.empty(), OptionalDouble.of(healedRise));
    }
}
