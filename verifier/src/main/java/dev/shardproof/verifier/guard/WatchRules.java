package dev.shardproof.verifier.guard;

import java.time.Duration;

/**
 * How much evidence a guard needs.
 *
 * @param interval how often readings are meant to come; a window needs half as many as fit into it
 * @param blindAfter without a reading for so long a guard is blind, and stays so for the report
 * @param calmAfter the least time for which a condition must be gone until the guard is calm again
 * @param firingShare the share of a window's readings that must meet the condition; the newest must, too
 * @param calmShare a guard that has fired is calm again when less than this share meets it
 */
public record WatchRules(
        Duration interval, Duration blindAfter, Duration calmAfter, double firingShare, double calmShare) {

    /** A reading a second; blind after 15 s; fires at 90 % of a window, calm below 50 % for 5 s at least. */
    public static final WatchRules STANDARD =
            new WatchRules(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(5), 0.9, 0.5);

    public WatchRules {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("interval is %s: it must be above 0".formatted(interval));
        }
        if (blindAfter.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "blindAfter is %s: two intervals of %s at least".formatted(blindAfter, interval));
        }
        if (calmAfter.isNegative()) {
            throw new IllegalArgumentException("calmAfter is negative: " + calmAfter);
        }
        if (!(firingShare > 0 && firingShare <= 1 && calmShare > 0 && calmShare <= firingShare)) {
            throw new IllegalArgumentException(
                    "shares must be 0 < calm %s <= firing %s <= 1".formatted(calmShare, firingShare));
        }
    }
}
