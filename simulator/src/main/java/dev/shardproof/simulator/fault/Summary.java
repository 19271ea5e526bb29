package dev.shardproof.simulator.fault;

import java.util.List;
import java.util.OptionalDouble;

/** How the samples of a stretch of time become one figure. */
public enum Summary {
    /** The middle of the answered samples; of an even number the lower of the two. */
    MEDIAN,
    /** The mean of the answered samples: of ones and zeros, the share of the ones. */
    MEAN,
    /** The distance from the 10th to the 90th percentile of the answered samples. */
    SPREAD,
    /** The last answered sample. */
    LAST,
    /** The greatest answered sample. */
    GREATEST,
    /** The share of the samples that failed, 0 to 1. */
    FAILED_SHARE;

    /**
     * Sums up.
     *
     * @param answered the answered samples in their order
     * @param failures how many were not answered
     * @return empty if there is nothing to sum up
     */
    public OptionalDouble of(List<Double> answered, int failures) {
        if (this == FAILED_SHARE) {
            int all = answered.size() + failures;
            return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(failures / (double) all);
        }
        if (answered.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (this == LAST) {
            return OptionalDouble.of(answered.get(answered.size() - 1));
        }
        List<Double> sorted = answered.stream().sorted().toList();
        return OptionalDouble.of(
                switch (this) {
                    case MEDIAN -> quantile(sorted, 0.5);
                    case MEAN ->
                        sorted.stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .getAsDouble();
                    case SPREAD -> quantile(sorted, 0.9) - quantile(sorted, 0.1);
                    default -> sorted.get(sorted.size() - 1);
                });
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.get((int) Math.floor((sorted.size() - 1) * share));
    }
}
