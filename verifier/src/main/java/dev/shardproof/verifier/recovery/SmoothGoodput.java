package dev.shardproof.verifier.recovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Goodput as the share of what was due, smoothed: each figure is the median of {@value #WINDOW} seconds in a row, and belongs
 * to the middle one, the first figure to all that come before it. Two noisy seconds among five change nothing, whatever they show, while a mean would be moved by each.
 * Seconds without operations are left out.
 */
final class SmoothGoodput {

    /** Odd, so that the median is a figure that was measured. */
    static final int WINDOW = 5;

    private final List<Long> starts = new ArrayList<>();
    private final List<Double> medians = new ArrayList<>();
    private double[] shares = {};

    private SmoothGoodput() {}

    /** @param share the share of one second */
    static SmoothGoodput of(List<GoodputSecond> seconds, ToDoubleFunction<GoodputSecond> share) {
        List<GoodputSecond> busy =
                seconds.stream().filter(second -> second.due() > 0).toList();
        SmoothGoodput smooth = new SmoothGoodput();
        smooth.shares = busy.stream().mapToDouble(share).toArray();
        for (int i = 0; i + WINDOW <= busy.size(); i++) {
            smooth.starts.add(busy.get(place(i)).startMicros());
            smooth.medians.add(median(
                    busy.subList(i, i + WINDOW).stream().mapToDouble(share).toArray()));
        }
        return smooth;
    }

    /** The second to which a figure belongs. */
    private static int place(int index) {
        return index == 0 ? 0 : index + WINDOW / 2;
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    int size() {
        return medians.size();
    }

    long startMicros(int index) {
        return starts.get(index);
    }

    double least() {
        return medians.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double last() {
        return medians.get(medians.size() - 1);
    }

    /** The first index from which on all are at least that good; {@link #size} if even the last is not. */
    int goodFrom(double least) {
        int index = size();
        while (index > 0 && medians.get(index - 1) >= least) {
            index--;
        }
        return index;
    }

    /** How many seconds there are from the second on to which a figure belongs. */
    int secondsFrom(int index) {
        return shares.length - place(index);
    }

    /** How many of these are not that good, each taken by itself. */
    long badFrom(int index, double least) {
        return Arrays.stream(shares, place(index), shares.length)
                .filter(share -> share < least)
                .count();
    }

    /** Whether it was that good for a window's length in a row before an index. */
    boolean wasGoodBefore(int index, double least) {
        int row = 0;
        for (int i = 0; i < index; i++) {
            row = medians.get(i) >= least ? row + 1 : 0;
            if (row == WINDOW) {
                return true;
            }
        }
        return false;
    }
}
