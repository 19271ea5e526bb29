package dev.shardproof.verifier.keyspace;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * A half-open interval {@code [start, end)} of signed 64-bit points. An absent start lies below every point, an absent
 * end above every one.
 *
 * @param start the first point inside, or empty
 * @param end the first point above the interval, or empty
 */
public record KeyInterval(OptionalLong start, OptionalLong end) {

    /** Every point. */
    public static final KeyInterval ALL = new KeyInterval(OptionalLong.empty(), OptionalLong.empty());

    public KeyInterval {
        Objects.requireNonNull(start, "start is null");
        Objects.requireNonNull(end, "end is null");
        if (start.isPresent() && start.getAsLong() == Long.MIN_VALUE) {
            start = OptionalLong.empty(); // one spelling for one interval
        }
        if (end.isPresent() && (start.isPresent() ? start.getAsLong() : Long.MIN_VALUE) >= end.getAsLong()) {
            throw new IllegalArgumentException("the interval %s is empty: its end must lie above its start"
                    .formatted(text(start) + ".." + text(end)));
        }
    }

    /** The interval {@code [start, end)}. */
    public static KeyInterval of(long start, long end) {
        return new KeyInterval(OptionalLong.of(start), OptionalLong.of(end));
    }

    /** Everything from {@code start} up. */
    public static KeyInterval from(long start) {
        return new KeyInterval(OptionalLong.of(start), OptionalLong.empty());
    }

    /** Everything below {@code end}. */
    public static KeyInterval below(long end) {
        return new KeyInterval(OptionalLong.empty(), OptionalLong.of(end));
    }

    public boolean contains(long point) {
        return (start.isEmpty() || point >= start.getAsLong()) && (end.isEmpty() || point < end.getAsLong());
    }

    public boolean overlaps(KeyInterval other) {
        return (start.isEmpty() || other.end.isEmpty() || start.getAsLong() < other.end.getAsLong())
                && (other.start.isEmpty() || end.isEmpty() || other.start.getAsLong() < end.getAsLong());
    }

    /** {@code start..end} in decimal, an open bound left out. */
    @Override
    public String toString() {
        return text(start) + ".." + text(end);
    }

    private static String text(OptionalLong bound) {
        return bound.isPresent() ? Long.toString(bound.getAsLong()) : "";
    }
}
