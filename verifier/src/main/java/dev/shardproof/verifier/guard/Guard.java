package dev.shardproof.verifier.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A condition and what is to be done when it holds.
 *
 * @param condition when
 * @param action what
 */
public record Guard(Condition condition, GuardAction action) {

    public Guard {
        Objects.requireNonNull(condition, "condition is null");
        Objects.requireNonNull(action, "action is null");
    }

    /**
     * The alerts that everybody wants: the operations table's ten, retained log, retry amplification, goodput and
     * connections, each with its metric's own threshold and window.
     */
    public static List<Guard> defaults() {
        return Arrays.stream(GuardMetric.values())
                .filter(metric -> metric != GuardMetric.INCONSISTENCY) // the checks themselves say that
                .filter(metric -> metric == GuardMetric.ETA || metric.alert().isPresent())
                .map(metric -> new Guard(standard(metric), GuardAction.ALERT))
                .toList();
    }

    private static Condition standard(GuardMetric metric) {
        Condition.Test test = metric == GuardMetric.ETA
                ? Condition.Test.GROWING
                : metric.highIsBad() ? Condition.Test.ABOVE : Condition.Test.BELOW;
        return new Condition(metric, test, metric.alert().orElse(0), metric.window());
    }

    /** {@code errorRate > 1% for 2m: rollback}. */
    @Override
    public String toString() {
        return condition + ": " + action.key();
    }
}
