package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.latency.block.LatencyBlock;

/**
 * How much slower a percentile may get.
 *
 * @param percentile e.g. 99
 * @param increase the largest relative increase, e.g. 0.10 for +10 %
 */
public record LatencyLimit(double percentile, double increase) {
    public LatencyLimit {
        LatencyBlock.requirePercentile(percentile);
        if (!(increase > -1 && increase < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("increase must be above -1 (-100 %) and finite, not " + increase);
        }
    }
}
