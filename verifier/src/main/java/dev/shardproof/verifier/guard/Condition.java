package dev.shardproof.verifier.guard;

import java.time.Duration;
import java.util.Objects;

/**
 * When a guard fires.
 *
 * @param metric what is looked at
 * @param test how
 * @param threshold against what, in the metric's unit; 0 where the test has none
 * @param window how long it must be so; zero means that one reading is enough
 */
public record Condition(GuardMetric metric, Test test, double threshold, Duration window) {

    /** The longest window. */
    public static final Duration WINDOW_MAX = Duration.ofHours(1);

    /** A trend needs room for two halves. */
    public static final Duration TREND_WINDOW_MIN = Duration.ofSeconds(4);

    /** How a reading is judged. */
    public enum Test {
        /** The reading is above the threshold. */
        ABOVE(">"),
        /** The reading is below the threshold. */
        BELOW("<"),
        /** The window's second half lies above its first. */
        GROWING("growing");

        private final String sign;

        Test(String sign) {
            this.sign = sign;
        }

        /** How it is written. */
        public String sign() {
            return sign;
        }
    }

    public Condition {
        Objects.requireNonNull(metric, "metric is null");
        Objects.requireNonNull(test, "test is null");
        if (!Double.isFinite(threshold) || threshold < 0) {
            throw new IllegalArgumentException(
                    "the threshold of %s is %s: it must be a number from 0 up".formatted(metric.key(), threshold));
        }
        if (test == Test.GROWING && (metric != GuardMetric.ETA || threshold != 0)) {
            throw new IllegalArgumentException("only eta can be judged by its growth, and without a threshold");
        }
        Duration least = test == Test.GROWING ? TREND_WINDOW_MIN : Duration.ZERO;
        if (window.compareTo(least) < 0 || window.compareTo(WINDOW_MAX) > 0) {
            throw new IllegalArgumentException("the window of %s is %s: it must be from %s to %s"
                    .formatted(metric.key(), window, least, WINDOW_MAX));
        }
    }

    /** Whether one reading speaks for firing; for a trend none does alone. */
    boolean isMetBy(double value) {
        return switch (test) {
            case ABOVE -> value > threshold;
            case BELOW -> value < threshold;
            case GROWING -> false;
        };
    }

    /** As a person would write it: {@code errorRate > 1% for 2m}. */
    @Override
    public String toString() {
        String what = metric == GuardMetric.INCONSISTENCY && test == Test.ABOVE && threshold == 0
                ? "any inconsistency"
                : test == Test.GROWING
                        ? metric.key() + " growing"
                        : "%s %s %s"
                                .formatted(
                                        metric.key(), test.sign(), metric.unit().text(threshold));
        return window.isZero() ? what : what + " for " + MetricUnit.SECONDS.text(window.toMillis() / 1e3);
    }
}
