package dev.shardproof.simulator.fault.conductor;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a probe measured in one stretch of time.
 *
 * @param medianMicros the median of the answered samples in microseconds; empty if none was answered
 * @param samples how many were answered
 * @param failures how many were not
 */
public record RoundTrips(OptionalLong medianMicros, int samples, int failures) {

    /** Nothing was measured. */
    public static final RoundTrips NONE = new RoundTrips(OptionalLong.empty(), 0, 0);

    public RoundTrips {
        Objects.requireNonNull(medianMicros, "medianMicros is null");
        if (samples < 0 || failures < 0 || medianMicros.isPresent() != samples > 0) {
            throw new IllegalArgumentException(
                    "median %s, %d samples and %d failures do not fit".formatted(medianMicros, samples, failures));
        }
    }

    /** Sums up samples; of an even number, the lower of the two in the middle is the median. */
    public static RoundTrips of(List<Long> micros, int failures) {
        List<Long> sorted = micros.stream().sorted().toList();
        OptionalLong median =
                sorted.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sorted.get((sorted.size() - 1) / 2));
        return new RoundTrips(median, sorted.size(), failures);
    }
}
