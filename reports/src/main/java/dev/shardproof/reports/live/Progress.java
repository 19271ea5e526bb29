package dev.shardproof.reports.live;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far a run is at one moment. What is not known stays empty and is not shown.
 *
 * @param phase the phase, e.g. {@code copying}
 * @param doneBytes bytes copied so far
 * @param totalBytes bytes to copy in all, as estimated
 * @param requestsPerSecond operations that the clients completed in the last second
 * @param failedPerSecond those of them that were not acknowledged
 * @param p99Micros the 99th percentile of those that were; empty if none was
 */
public record Progress(
        String phase,
        OptionalLong doneBytes,
        OptionalLong totalBytes,
        OptionalDouble requestsPerSecond,
        OptionalDouble failedPerSecond,
        OptionalLong p99Micros) {

    public Progress {
        Objects.requireNonNull(phase, "phase is null");
        Objects.requireNonNull(doneBytes, "doneBytes is null");
        Objects.requireNonNull(totalBytes, "totalBytes is null");
        Objects.requireNonNull(requestsPerSecond, "requestsPerSecond is null");
        Objects.requireNonNull(failedPerSecond, "failedPerSecond is null");
        Objects.requireNonNull(p99Micros, "p99Micros is null");
    }

    /** A moment in a phase of which nothing can be measured. */
    public static Progress of(String phase) {
        return new Progress(
                phase,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty());
    }

    /** The share of the bytes that is copied, 0 to 1; empty if either is not known. */
    public OptionalDouble fraction() {
        if (doneBytes.isEmpty() || totalBytes.isEmpty() || totalBytes.getAsLong() <= 0) {
            return OptionalDouble.empty();
        }
        // The total is an estimate: more can be done than was expected.
        return OptionalDouble.of(Math.min(1, doneBytes.getAsLong() / (double) totalBytes.getAsLong()));
    }

    /** The same with the copy's state. */
    public Progress withCopy(long done, long total) {
        return new Progress(
                phase, OptionalLong.of(done), OptionalLong.of(total), requestsPerSecond, failedPerSecond, p99Micros);
    }

    /** The same with the load's state. */
    public Progress withLoad(double requests, double failed, OptionalLong p99) {
        return new Progress(phase, doneBytes, totalBytes, OptionalDouble.of(requests), OptionalDouble.of(failed), p99);
    }
}
