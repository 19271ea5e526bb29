package dev.shardproof.verifier.latency;

import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The logs of one percentile of blocks in their order in time, and how sure their mean is.
 *
 * <p>A slow second is followed by slow seconds: blocks are correlated with their neighbours, and so many of them say less
 * than as many independent ones would. The variance of the mean is therefore that of an autoregression of order 1,
 * {@code s²/n (1 + r)/(1 - r)}, with {@code n (1 - r)/(1 + r)} effective blocks (G. Bayley and J. Hammersley, "The
 * effective number of independent observations in an autocorrelated time series", 1946).
 *
 * @param logs at least two
 * @param correlation r, from 0 to {@value #CORRELATION_MAX}
 */
record BlockSeries(double[] logs, double correlation) {

    /** Fewer blocks than this say nothing about how they follow each other. */
    private static final int LEAST_FOR_CORRELATION = 8;

    /** What is taken for it then; to take them for independent would err in 20 instead of 5 of 100 cases. */
    private static final double ASSUMED_CORRELATION = 0.45;

    private static final double CORRELATION_MAX = 0.8;
    private static final double NEARNESS_MIN = 0.25;

    double mean() {
        return StatUtils.mean(logs);
    }

    /** The variance of the mean. Correlated blocks also stay nearer to their own mean than to the true one. */
    double variance() {
        double nearness = 1 - 2 * correlation / ((logs.length - 1) * (1 - correlation));
        return StatUtils.variance(logs)
                / Math.max(NEARNESS_MIN, nearness)
                / logs.length
                * (1 + correlation)
                / (1 - correlation);
    }

    /** Degrees of freedom of that variance. */
    double freedom() {
        return Math.max(Math.min(2, logs.length - 1.0), logs.length * (1 - correlation) / (1 + correlation) - 1);
    }

    /** How many neighbours are drawn at once by the bootstrap (E. Carlstein's rule for an autoregression of order 1). */
    int run() {
        double r = correlation;
        double length = Math.cbrt(logs.length) * Math.pow(2 * r / (1 - r * r), 2.0 / 3);
        return (int) Math.max(1, Math.min(Math.rint(length), logs.length / 3.0));
    }

    /**
     * The correlation of neighbouring blocks, from all series of one comparison together, corrected for the bias that
     * few blocks have; a negative one counts as none. Of too few blocks to tell it is assumed.
     */
    static double correlation(List<double[]> series) {
        return correlation(series, ASSUMED_CORRELATION);
    }

    /** The same of pairs, whose two sides share what makes neighbours alike: of too few it is none. */
    static double correlationOfPairs(double[] ratios) {
        return correlation(List.of(ratios), 0);
    }

    private static double correlation(List<double[]> series, double ofFew) {
        double products = 0;
        double squares = 0;
        double length = Double.POSITIVE_INFINITY;
        for (double[] logs : series) {
            double mean = StatUtils.mean(logs);
            length = Math.min(length, logs.length);
            for (int i = 0; i < logs.length; i++) {
                squares += (logs[i] - mean) * (logs[i] - mean);
                products += i == 0 ? 0 : (logs[i] - mean) * (logs[i - 1] - mean);
            }
        }
        if (length < LEAST_FOR_CORRELATION) {
            return ofFew;
        }
        if (squares == 0) {
            return 0;
        }
        double r = products / squares;
        return Math.max(0, Math.min(CORRELATION_MAX, r + (1 + 3 * r) / length));
    }
}
