package dev.shardproof.loadgen.recording;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/** Counts operations and their latencies; not thread-safe. */
final class LatencyTally {

    private final AbstractHistogram acknowledged;
    private long rejected;
    private long indeterminate;
    private long notSent;
    private long attempts;

    /** @param histogram empty, resizes itself, counts microseconds */
    LatencyTally(AbstractHistogram histogram) {
        this.acknowledged = histogram;
    }

    /** With three significant digits. */
    static LatencyTally exact() {
        Histogram histogram = new Histogram(3);
        histogram.setAutoResize(true);
        return new LatencyTally(histogram);
    }

    void add(ClientOperation operation) {
        attempts += operation.attempts();
        if (operation.notSent()) {
            notSent++;
        } else if (operation.outcome() == Outcome.ACKNOWLEDGED) {
            acknowledged.recordValue(operation.latencyMicros());
        } else if (operation.outcome() == Outcome.REJECTED) {
            rejected++;
        } else {
            indeterminate++;
        }
    }

    long count() {
        return acknowledged.getTotalCount() + rejected + indeterminate + notSent;
    }

    /**
     * The latency that so many percent of all operations do not exceed: the one of rank ceil(percent / 100 * count),
     * where failures rank behind every acknowledged operation.
     */
    long percentile(double percent) {
        long succeeded = acknowledged.getTotalCount();
        // Rounding errors of the product must not lift a whole number to the next rank.
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * count() - 1e-6));
        if (rank > succeeded) {
            return LoadSummary.UNBOUNDED;
        }
        // Half a rank back: the histogram takes the next whole rank itself.
        return acknowledged.getValueAtPercentile(100 * (rank - 0.5) / succeeded);
    }

    LoadSummary summary() {
        return new LoadSummary(
                count(),
                acknowledged.getTotalCount(),
                rejected,
                indeterminate,
                notSent,
                attempts,
                percentile(50),
                percentile(90),
                percentile(99),
                percentile(99.9),
                acknowledged.getTotalCount() == 0 ? 0 : acknowledged.getMaxValue());
    }
}
