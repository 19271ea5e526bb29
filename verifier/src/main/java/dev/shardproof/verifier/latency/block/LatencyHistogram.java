package dev.shardproof.verifier.latency.block;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The latencies of some requests, to a thousandth of each, with the failed ones, which count as infinitely slow:
 * dropping them would make a server that fails look fast. Histograms add up exactly; percentiles do not, so what is
 * longer than a block is always added first and asked afterwards. Not thread-safe.
 */
public final class LatencyHistogram {

    private static final int DIGITS = 3;

    private final Histogram succeeded = new Histogram(DIGITS);
    private long failures;

    public LatencyHistogram() {
        succeeded.setAutoResize(true);
    }

    /** A request that succeeded after so many microseconds from its intended start; 0 counts as 1. */
    public void add(long micros) {
        succeeded.recordValue(Math.max(1, micros));
    }

    /** A request that failed, or that was due and never sent. */
    public void addFailure() {
        failures++;
    }

    /** Adds all requests of another histogram. */
    public void add(LatencyHistogram other) {
        succeeded.add(other.succeeded);
        failures += other.failures;
    }

    /** How many requests there are, failed ones among them. */
    public long requests() {
        return succeeded.getTotalCount() + failures;
    }

    public long failures() {
        return failures;
    }

    /**
     * The latency in microseconds that so many percent of the requests do not exceed, by nearest rank; infinite where
     * failures reach it.
     *
     * @throws IllegalStateException if there are no requests
     */
    public double percentile(double percent) {
        LatencyBlock.requirePercentile(percent);
        if (requests() == 0) {
            throw new IllegalStateException("no requests, no percentile");
        }
        // Rounding errors of the product must not lift a whole number to the next rank.
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * requests() - 1e-6));
        long count = succeeded.getTotalCount();
        if (rank > count) {
            return Double.POSITIVE_INFINITY;
        }
        // Half a rank back: the histogram takes the next whole rank itself.
        return succeeded.getValueAtPercentile(100 * (rank - 0.5) / count);
    }

    /** Its percentiles as a block. */
    public LatencyBlock block(double... percentiles) {
        Map<Double, Double> micros = new TreeMap<>();
        for (double percentile : percentiles) {
            LatencyBlock.requirePercentile(percentile);
            if (requests() > 0) {
                micros.put(percentile, percentile(percentile));
            }
        }
        return new LatencyBlock(requests(), failures, micros);
    }
}
