package dev.shardproof.verifier.guard;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a guard can watch. The normal ranges and the thresholds of the first ten are those of the operations table that
 * resharding runbooks use; the rest are ours. What collects a metric says whether it can; nothing here assumes so.
 */
public enum GuardMetric {
    /** Time since the migration last got on: bytes copied, log confirmed or a new state. Nothing to say before and after it. */
    PROGRESS_STALLED("progressStalled", MetricUnit.SECONDS, true, 10, 300, 0),
    /** The time that the copy still needs at its present pace. Its alert is a trend, not a threshold. */
    ETA("eta", MetricUnit.SECONDS, true, Double.NaN, Double.NaN, 120),
    /** The 99th percentile of the reads' latency from the intended start; failures count as endless. */
    READ_P99("readP99", MetricUnit.SECONDS, true, 0.010, 0.050, 60),
    /** The same of the writes. */
    WRITE_P99("writeP99", MetricUnit.SECONDS, true, 0.020, 0.100, 60),
    /** Requests that were not acknowledged, as a share of those that ended. */
    ERROR_RATE("errorRate", MetricUnit.SHARE, true, 0.0001, 0.001, 60),
    /** Requests whose end nobody knows or that ran out of time, as a share of those that ended. */
    TIMEOUT_RATE("timeoutRate", MetricUnit.SHARE, true, 0.00001, 0.0001, 60),
    /** Processor time in use. */
    CPU("cpu", MetricUnit.SHARE, true, 0.70, 0.85, 60),
    /** Processor time that waited for a disk. */
    IO_WAIT("ioWait", MetricUnit.SHARE, true, 0.10, 0.25, 60),
    /** Network throughput as a share of the network's capacity, which must be known. */
    NETWORK("network", MetricUnit.SHARE, true, 0.70, 0.85, 60),
    /** How old the oldest change is that a replica has not confirmed, of the worst replica. */
    REPLICA_LAG("replicaLag", MetricUnit.SECONDS, true, 1, 10, 10),
    /** The 99th percentile of every request's latency. */
    P99("p99", MetricUnit.SECONDS, true, Double.NaN, Double.NaN, 60),
    /** Log that the greediest replication slot keeps on its server. */
    RETAINED_WAL("retainedWal", MetricUnit.BYTES, true, 256e6, 1e9, 10),
    /** Attempts a request: 1 is a request that succeeds at once. */
    RETRY_AMPLIFICATION("retryAmplification", MetricUnit.RATIO, true, 1.1, 2, 30),
    /** Acknowledged requests as a share of those that were made; less is worse. */
    GOODPUT("goodput", MetricUnit.SHARE, false, 0.99, 0.95, 30),
    /** Client sessions as a share of those that a server allows, of the fullest server. */
    CONNECTIONS("connections", MetricUnit.SHARE, true, 0.70, 0.85, 30),
    /** Contradictions in the data that the judge has found so far. */
    INCONSISTENCY("inconsistency", MetricUnit.COUNT, true, 0, 0, 0);

    private final String key;
    private final MetricUnit unit;
    private final boolean highIsBad;
    private final double normal;
    private final double alert;
    private final Duration window;

    GuardMetric(String key, MetricUnit unit, boolean highIsBad, double normal, double alert, long windowSeconds) {
        this.key = key;
        this.unit = unit;
        this.highIsBad = highIsBad;
        this.normal = normal;
        this.alert = alert;
        this.window = Duration.ofSeconds(windowSeconds);
    }

    /** The name in scenario files. */
    public String key() {
        return key;
    }

    public MetricUnit unit() {
        return unit;
    }

    /** Whether more is worse. */
    public boolean highIsBad() {
        return highIsBad;
    }

    /** The end of the normal range. */
    public OptionalDouble normal() {
        return Double.isNaN(normal) ? OptionalDouble.empty() : OptionalDouble.of(normal);
    }

    /** Where an alert is due. */
    public OptionalDouble alert() {
        return Double.isNaN(alert) ? OptionalDouble.empty() : OptionalDouble.of(alert);
    }

    /** How long an alert's condition must last unless somebody says otherwise. */
    public Duration window() {
        return window;
    }

    /** The metric with that key, or empty. */
    public static Optional<GuardMetric> ofKey(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }
}
