package dev.shardproof.scenarios.spec;

import java.time.Duration;

/**
 * How long the load is measured without a migration. The phases between end when their work is done.
 *
 * @param baseline before the migration starts
 * @param after when the shards are switched and every fault is healed
 */
public record PhaseSpec(Duration baseline, Duration after) {

    public static final Duration MIN = Duration.ofSeconds(1);
    public static final Duration MAX = Duration.ofHours(1);

    public PhaseSpec {
        requireWithin("baseline", baseline);
        requireWithin("after", after);
    }

    /**
     * Checks that a point lies within its phase, as far as the length of the phase is known.
     *
     * @throws IllegalArgumentException if the phase is over before the point is reached
     */
    public void requireReachable(PhasePoint point) {
        Duration length = switch (point.phase()) {
            case BASELINE -> baseline;
            case AFTER -> after;
            default -> null;
        };
        if (length != null && point.delay().compareTo(length) >= 0) {
            throw new IllegalArgumentException("the phase %s is over after %d ms, before '%s' is reached"
                    .formatted(point.phase().label(), length.toMillis(), point));
        }
    }

    private static void requireWithin(String name, Duration value) {
        if (value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "the phase %s must last from %s to %s, found %s".formatted(name, MIN, MAX, value));
        }
    }
}
