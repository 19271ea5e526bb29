package dev.shardproof.reports.run;

import java.util.List;

/**
 * What the clients felt, by migration phase, measured from each operation's intended start.
 *
 * @param overall all shards together, in the order of the phases
 * @param shards the same shard by shard
 */
public record LatencyReport(List<PhaseLatency> overall, List<ShardLatency> shards) {

    public LatencyReport {
        overall = List.copyOf(overall);
        shards = List.copyOf(shards);
    }

    /** A report of a run without load. */
    public static LatencyReport empty() {
        return new LatencyReport(List.of(), List.of());
    }

    /**
     * One shard's share.
     *
     * @param shard the shard that served the operations
     * @param phases its figures, in the order of the phases
     */
    public record ShardLatency(String shard, List<PhaseLatency> phases) {
        public ShardLatency {
            Require.text(shard, "shard");
            phases = List.copyOf(phases);
        }
    }

    /**
     * The latency distribution of one phase. With a count of 0 the percentiles mean nothing and are 0.
     *
     * @param phase the phase, e.g. {@code baseline} or {@code copying}
     * @param count operations
     * @param failed those of them that were not acknowledged
     */
    public record PhaseLatency(
            String phase,
            long count,
            long failed,
            long p50Micros,
            long p90Micros,
            long p99Micros,
            long p999Micros,
            long maxMicros) {
        public PhaseLatency {
            Require.text(phase, "phase");
            Require.notNegative(count, "count");
            Require.notNegative(failed, "failed");
            Require.notNegative(p50Micros, "p50Micros");
            boolean rising = p50Micros <= p90Micros
                    && p90Micros <= p99Micros
                    && p99Micros <= p999Micros
                    && p999Micros <= maxMicros;
            if (!rising) {
                throw new IllegalArgumentException("the percentiles of phase %s fall: %d, %d, %d, %d, %d"
                        .formatted(phase, p50Micros, p90Micros, p99Micros, p999Micros, maxMicros));
            }
        }
    }

    /**
     * One second of the run.
     *
     * @param second whole seconds since the start of the run
     * @param offered operations that were due in it
     * @param completed operations that ended in it
     * @param failed those of the completed that were not acknowledged
     * @param p50Micros median latency of the completed; 0 if there is none
     * @param p99Micros 99th percentile of the completed; 0 if there is none
     */
    public record Second(long second, long offered, long completed, long failed, long p50Micros, long p99Micros) {
        public Second {
            Require.notNegative(second, "second");
            Require.notNegative(offered, "offered");
            Require.notNegative(completed, "completed");
            Require.notNegative(failed, "failed");
            Require.notNegative(p50Micros, "p50Micros");
            Require.notNegative(p99Micros, "p99Micros");
        }
    }
}
