package dev.shardproof.loadgen.recording;

/**
 * Counts and latencies of a group of operations.
 *
 * <p>Latency counts from the intended start. Percentiles are over all operations that were due: one that was not
 * acknowledged never gave its user what he waited for, so it counts as infinitely slow, and a percentile that falls on
 * such an operation is {@link #UNBOUNDED}. Accuracy is three significant digits.
 *
 * @param count how many operations were due
 * @param acknowledged how many succeeded
 * @param rejected how many were sent and certainly had no effect
 * @param indeterminate how many were sent and may or may not have had one
 * @param notSent how many the driver was too slow to send
 * @param attempts how many attempts there were in all
 * @param p50Micros the median in microseconds
 * @param p90Micros the 90th percentile
 * @param p99Micros the 99th percentile
 * @param p999Micros the 99.9th percentile
 * @param maxMicros the slowest acknowledged operation; 0 if there was none
 */
public record LoadSummary(
        long count,
        long acknowledged,
        long rejected,
        long indeterminate,
        long notSent,
        long attempts,
        long p50Micros,
        long p90Micros,
        long p99Micros,
        long p999Micros,
        long maxMicros) {

    /** Slower than any measurable time. Also the percentiles of no operations at all, for they prove nothing. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** How many operations did not succeed, for whatever reason. */
    public long failed() {
        return count - acknowledged;
    }
}
