package dev.shardproof.loadgen.shape;

import java.util.Arrays;
import java.util.List;

/**
 * When each operation of a load is due, in microseconds after its beginning.
 *
 * <p>The n-th operation (from 0) is due when the integral of the rate reaches n: at a constant rate evenly spaced, the
 * first one at once. The schedule is what users who know nothing of the driver would do; nothing in it depends on when
 * the driver gets round to an operation. Immutable.
 */
public final class ArrivalSchedule {

    /** When an operation is due that is never due. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final double SECOND = 1e6;

    private final List<LoadShape.Piece> pieces;
    private final boolean repeats;

    /** When each piece begins, and the last one ends. */
    private final long[] begins;

    /** How many operations are due before each piece, and in all; a fraction is one that is not due yet. */
    private final double[] counts;

    public ArrivalSchedule(LoadShape shape) {
        this.pieces = shape.pieces();
        this.repeats = shape.repeats();
        this.begins = new long[pieces.size() + 1];
        this.counts = new double[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            LoadShape.Piece piece = pieces.get(i);
            begins[i + 1] = Math.addExact(begins[i], piece.micros());
            counts[i + 1] = counts[i] + count(piece, piece.micros());
        }
    }

    /** When that operation is due; {@link #NEVER} if the rate has sunk to 0 for good before. */
    public long slotMicros(long number) {
        double periods = 0;
        double rest = number;
        if (repeats) {
            periods = Math.floor(rest / last(counts));
            rest -= periods * last(counts);
        }
        double slot = periods * last(begins) + slotInPeriod(rest);
        return slot < NEVER / 2.0 ? (long) Math.floor(slot + 1e-6) : NEVER; // 1e-6: rounding errors of the division
    }

    /** Of the places with that count, the last one: where the rate was 0, nothing is due before it rises. */
    private double slotInPeriod(double count) {
        int i = pieces.size();
        if (count < last(counts)) {
            int low = 0; // counts[low] <= count < counts[i]
            while (i - low > 1) {
                int middle = (low + i) >>> 1;
                if (counts[middle] <= count) {
                    low = middle;
                } else {
                    i = middle;
                }
            }
            LoadShape.Piece piece = pieces.get(low);
            return begins[low] + Math.min(piece.micros(), inverse(piece, count - counts[low]));
        }
        double rate = pieces.get(pieces.size() - 1).to();
        return rate == 0 ? NEVER : last(begins) + (count - last(counts)) / rate * SECOND;
    }

    /** How many operations are due before that time. */
    public long dueBefore(long micros) {
        if (micros <= 0) {
            return 0;
        }
        long number = (long) Math.ceil(integral(micros));
        while (slotMicros(number) < micros) {
            number++;
        }
        while (number > 0 && slotMicros(number - 1) >= micros) {
            number--;
        }
        return number;
    }

    private double integral(long micros) {
        double periods = repeats ? Math.floorDiv(micros, last(begins)) : 0;
        long time = repeats ? Math.floorMod(micros, last(begins)) : micros;
        int i = pieceAt(time);
        double before = periods * last(counts) + counts[i];
        return i < pieces.size()
                ? before + count(pieces.get(i), time - begins[i])
                : before + pieces.get(pieces.size() - 1).to() * (time - last(begins)) / SECOND;
    }

    /** The piece of that time; their number if it is after all of them. */
    private int pieceAt(long time) {
        int found = Arrays.binarySearch(begins, time);
        return found >= 0 ? found : -found - 2;
    }

    /** How many operations are due in the first so many microseconds of a piece. */
    private static double count(LoadShape.Piece piece, long micros) {
        double slope = (piece.to() - piece.from()) / piece.micros();
        return (piece.from() + slope * micros / 2) * micros / SECOND;
    }

    /** After how many microseconds of a piece so many operations were due; the form that does not cancel out. */
    private static double inverse(LoadShape.Piece piece, double count) {
        double slope = (piece.to() - piece.from()) / (piece.micros() / SECOND);
        double root = Math.sqrt(Math.max(0, piece.from() * piece.from() + 2 * slope * count));
        return count == 0 ? 0 : 2 * count / (piece.from() + root) * SECOND;
    }

    private static double last(double[] values) {
        return values[values.length - 1];
    }

    private static long last(long[] values) {
        return values[values.length - 1];
    }
}
