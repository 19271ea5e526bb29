package dev.shardproof.verifier.latency;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

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

    /**
     * A block from every single latency.
     *
     * @param succeeded latencies of the requests that succeeded, in microseconds, any order; 0 counts as 1
     * @param failures how many requests failed
     * @param percentiles which percentiles to keep
     */
    public static LatencyBlock ofSamples(long[] succeeded, long failures, double... percentiles) {
        long[] sorted = succeeded.clone();
        Arrays.sort(sorted);
        long requests = Math.addExact(sorted.length, failures);
        Map<Double, Double> micros = new TreeMap<>();
        for (double percentile : percentiles) {
            requirePercentile(percentile);
            if (requests > 0) {
                long rank = (long) Math.ceil(percentile / 100 * requests); // nearest rank, from 1
                micros.put(
                        percentile,
                        rank > sorted.length ? Double.POSITIVE_INFINITY : Math.max(1, sorted[(int) rank - 1]));
            }
        }
        return new LatencyBlock(requests, failures, micros);
    }

    static void requirePercentile(double percentile) {
        if (!(percentile > 0 && percentile < 100)) {
            throw new IllegalArgumentException("percentile must lie between 0 and 100, not " + percentile);
        }
    }
}
