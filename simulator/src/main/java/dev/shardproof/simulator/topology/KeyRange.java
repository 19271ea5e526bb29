package dev.shardproof.simulator.topology;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A half-open slice {@code [start, end)} of the key space, whose points are the signed 64-bit integers. Under the
 * hashed strategy a point is the hash of a shard key; under the plain strategy it is the key itself.
 *
 * <p>Either bound may be open: an absent start is below every point, an absent end above every one (2<sup>63</sup>
 * itself is not a {@code long}). A range is never empty.
 *
 * @param start the first point that belongs to the range, or empty
 * @param end the first point that no longer belongs to it, or empty
 */
public record KeyRange(OptionalLong start, OptionalLong end) implements Comparable<KeyRange> {

    /** The whole key space. */
    public static final KeyRange ALL = new KeyRange(OptionalLong.empty(), OptionalLong.empty());

    public KeyRange {
        Objects.requireNonNull(start, "start is null");
        Objects.requireNonNull(end, "end is null");
        if (start.isPresent() && start.getAsLong() == Long.MIN_VALUE) {
            start = OptionalLong.empty(); // one spelling for one range
        }
        if (end.isPresent() && lowest(start) >= end.getAsLong()) {
            throw new IllegalArgumentException("the range from %s to %s is empty: the end must be above the start"
                    .formatted(start.isPresent() ? start.getAsLong() : "the lowest key", end.getAsLong()));
        }
    }

    /** The range {@code [start, end)}. */
    public static KeyRange of(long start, long end) {
        return new KeyRange(OptionalLong.of(start), OptionalLong.of(end));
    }

    /** Everything from {@code start} up. */
    public static KeyRange from(long start) {
        return new KeyRange(OptionalLong.of(start), OptionalLong.empty());
    }

    /** Everything below {@code end}. */
    public static KeyRange below(long end) {
        return new KeyRange(OptionalLong.empty(), OptionalLong.of(end));
    }

    /** The lowest point of the range. */
    public long first() {
        return lowest(start);
    }

    /** The highest point of the range. */
    public long last() {
        return end.isPresent() ? end.getAsLong() - 1 : Long.MAX_VALUE;
    }

    public boolean contains(long point) {
        return point >= first() && point <= last();
    }

    public boolean intersects(KeyRange other) {
        return first() <= other.last() && other.first() <= last();
    }

    /** The part that both ranges share. */
    public Optional<KeyRange> intersection(KeyRange other) {
        if (!intersects(other)) {
            return Optional.empty();
        }
        return Optional.of(between(Math.max(first(), other.first()), Math.min(last(), other.last())));
    }

    /** How many points the range has: 1 to 2<sup>64</sup>. */
    public BigInteger width() {
        return BigInteger.valueOf(last()).subtract(BigInteger.valueOf(first())).add(BigInteger.ONE);
    }

    /** The range from {@code first} to {@code last}, both of which belong to it. */
    public static KeyRange between(long first, long last) {
        return new KeyRange(
                OptionalLong.of(first), last == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(last + 1));
    }

    private static long lowest(OptionalLong start) {
        return start.orElse(Long.MIN_VALUE);
    }

    @Override
    public int compareTo(KeyRange other) {
        int byFirst = Long.compare(first(), other.first());
        return byFirst != 0 ? byFirst : Long.compare(last(), other.last());
    }

    /** {@code start..end} in decimal, an open bound left out. */
    @Override
    public String toString() {
        return (start.isPresent() ? Long.toString(start.getAsLong()) : "") + ".."
                + (end.isPresent() ? Long.toString(end.getAsLong()) : "");
    }
}
