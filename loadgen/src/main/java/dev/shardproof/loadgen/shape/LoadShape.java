package dev.shardproof.loadgen.shape;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The rate of an open load over time, in straight pieces. It begins with the load. After the last piece the load starts
 * over if the shape repeats; otherwise the last rate stays.
 *
 * @param pieces in their order, at least one
 * @param repeats whether it starts over
 */
public record LoadShape(List<Piece> pieces, boolean repeats) {

    /** The highest rate, per second. */
    public static final double RATE_MAX = 1_000_000;

    /** A day in quarters of an hour: from a straight piece to the true curve it is less than 0.06 % of the height. */
    private static final int PIECES_A_DAY = 96;

    public LoadShape {
        pieces = List.copyOf(pieces);
        if (pieces.isEmpty()) {
            throw new IllegalArgumentException("a load without any piece");
        }
        if (pieces.stream().allMatch(piece -> piece.from() == 0 && piece.to() == 0)) {
            throw new IllegalArgumentException("a load whose rate is always 0");
        }
    }

    /**
     * A stretch in which the rate rises or falls evenly.
     *
     * @param micros how long it is, in microseconds, above 0
     * @param from the rate at its beginning, per second
     * @param to the rate at its end, per second
     */
    public record Piece(long micros, double from, double to) {
        public Piece {
            if (micros <= 0) {
                throw new IllegalArgumentException("a piece of %d µs".formatted(micros));
            }
            requireRate(from);
            requireRate(to);
        }

        private static void requireRate(double rate) {
            if (!(rate >= 0 && rate <= RATE_MAX)) {
                throw new IllegalArgumentException("rate %s/s: it must be from 0/s to 1000000/s".formatted(rate));
            }
        }
    }

    /** The same rate all the time. */
    public static LoadShape constant(double rate) {
        return new LoadShape(List.of(piece(Duration.ofSeconds(1), rate, rate)), false);
    }

    /** From one rate evenly to another, which then stays. */
    public static LoadShape ramp(double from, double to, Duration over) {
        return new LoadShape(List.of(piece(over, from, to)), false);
    }

    /** One rate after the other; the last one stays. */
    public static LoadShape steps(List<Double> rates, Duration every) {
        return new LoadShape(
                rates.stream().map(rate -> piece(every, rate, rate)).toList(), false);
    }

    /**
     * A rate that jumps up for a while, once.
     *
     * @param after when it jumps, above 0
     * @param length how long it stays there
     */
    public static LoadShape spike(double base, double peak, Duration after, Duration length) {
        return new LoadShape(
                List.of(piece(after, base, base), piece(length, peak, peak), piece(length, base, base)), false);
    }

    /** As {@link #spike}, but again and again. */
    public static LoadShape spikes(double base, double peak, Duration after, Duration length, Duration every) {
        Duration rest = every.minus(after).minus(length);
        return new LoadShape(
                List.of(piece(after, base, base), piece(length, peak, peak), piece(rest, base, base)), true);
    }

    /** A cosine that begins at night, with the low rate, is at its high in the middle of the day, and repeats. */
    public static LoadShape diurnal(double low, double high, Duration day) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < PIECES_A_DAY; i++) {
            pieces.add(piece(day.dividedBy(PIECES_A_DAY), hour(low, high, i), hour(low, high, i + 1)));
        }
        return new LoadShape(pieces, true);
    }

    private static double hour(double low, double high, int part) {
        return low + (high - low) * (1 - Math.cos(2 * Math.PI * part / PIECES_A_DAY)) / 2;
    }

    private static Piece piece(Duration length, double from, double to) {
        return new Piece(TimeUnit.NANOSECONDS.toMicros(length.toNanos()), from, to);
    }

    /** The shape with all its rates multiplied by {@code rates} and all its times divided by {@code speed}. */
    public LoadShape scaled(double rates, double speed) {
        return new LoadShape(
                pieces.stream()
                        .map(piece -> new Piece(
                                Math.max(1, Math.round(piece.micros() / speed)),
                                piece.from() * rates,
                                piece.to() * rates))
                        .toList(),
                repeats);
    }

    /** The highest rate that it ever has, per second. */
    public double highestRate() {
        return pieces.stream()
                .mapToDouble(piece -> Math.max(piece.from(), piece.to()))
                .max()
                .orElseThrow();
    }
}
