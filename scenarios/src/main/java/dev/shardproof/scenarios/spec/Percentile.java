package dev.shardproof.scenarios.spec;

/** The percentiles of latency that a check can bound. */
public enum Percentile {
    P50("p50", 50),
    P90("p90", 90),
    P99("p99", 99),
    P999("p999", 99.9);

    private final String label;
    private final double percent;

    Percentile(String label, double percent) {
        this.label = label;
        this.percent = percent;
    }

    /** The name in scenario files, command lines and reports. */
    public String label() {
        return label;
    }

    /** The share of requests at or below it, from 0 to 100. */
    public double percent() {
        return percent;
    }
}
