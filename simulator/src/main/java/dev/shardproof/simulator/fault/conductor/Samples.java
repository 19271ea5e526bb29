package dev.shardproof.simulator.fault.conductor;

import java.util.ArrayList;
import java.util.List;

/**
 * What a probe measured in one stretch of time: the answered samples in their order, and how many were not answered.
 *
 * @param answered in the unit of the measure; of a long stretch evenly thinned out
 * @param failures how many samples had no answer
 */
public record Samples(List<Double> answered, int failures) {

    /** Nothing was measured. */
    public static final Samples NONE = new Samples(List.of(), 0);

    public Samples {
        answered = List.copyOf(answered);
        if (failures < 0) {
            throw new IllegalArgumentException(failures + " failures");
        }
    }

    /** Gathers samples of an unknown number in bounded memory. Not thread-safe. */
    static final class Gathering {
        private static final int MOST = 4096;

        private final List<Double> kept = new ArrayList<>();
        private int failures;
        private int stride = 1;
        private int skipped;
        private double last;
        private boolean any;

        void add(double sample) {
            last = sample;
            any = true;
            if (++skipped < stride) {
                return;
            }
            skipped = 0;
            kept.add(sample);
            if (kept.size() == MOST) {
                for (int i = 0; i < MOST / 2; i++) {
                    kept.set(i, kept.get(2 * i + 1));
                }
                kept.subList(MOST / 2, MOST).clear();
                stride *= 2;
            }
        }

        void fail() {
            failures++;
        }

        /** What there is; the last sample is always among it. */
        Samples samples() {
            List<Double> all = new ArrayList<>(kept);
            if (any && skipped > 0) {
                all.add(last);
            }
            return new Samples(all, failures);
        }
    }
}
