package dev.shardproof.verifier.latency.block;

import java.util.Map;

/**
 * The latencies of a short stretch of load, such as one second, as percentiles in microseconds from the intended start.
 *
 * <p>A request that failed counts as infinitely slow: dropping it would make a server that fails look fast.
 *
 * @param requests how many requests were meant to be sent, failed ones among them
 * @param failures how many of them failed
 * @param micros latency by percentile, e.g. {@code {50.0: 310, 99.0: 2100}}; infinite where failures reach it
 */
public record LatencyBlock(long requests, long failures, Map<Double, Double> micros) {
    public LatencyBlock {
        micros = Map.copyOf(micros);
        if (requests < 0 || failures < 0 || failures > requests) {
            throw new IllegalArgumentException("%d of %d requests failed".formatted(failures, requests));
        }
        micros.forEach((percentile, latency) -> {
            requirePercentile(percentile);
            if (!(latency > 0)) {
                throw new IllegalArgumentException("p%s is %s µs; it must be above 0".formatted(percentile, latency));
            }
        });
    }

    /** The fewest requests that have such a percentile; below, it is nothing but their maximum. */
    public static long leastRequests(double percentile) {
        requirePercentile(percentile);
        return (long) Math.ceil(100 / (100 - percentile) - 1e-9);
    }

    /**
     * Refuses what is no percentile.
     *
     * @throws IllegalArgumentException unless it lies between 0 and 100
     */
    public static void requirePercentile(double percentile) {
        if (!(percentile > 0 && percentile < 100)) {
            throw new IllegalArgumentException("percentile must lie between 0 and 100, not " + percentile);
        }
    }
}
