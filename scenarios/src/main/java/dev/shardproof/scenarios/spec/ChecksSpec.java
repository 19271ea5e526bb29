package dev.shardproof.scenarios.spec;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What judges the run: the enabled checks, at least one, and the settings of those that have any.
 *
 * @param enabled the checks
 * @param sampledChecksum present exactly if that check is enabled
 * @param latencyBaseline present exactly if that check is enabled
 * @param history present exactly if that check is enabled
 */
public record ChecksSpec(
        Set<CheckName> enabled,
        Optional<SampledChecksum> sampledChecksum,
        Optional<LatencyBaseline> latencyBaseline,
        Optional<History> history) {

    public ChecksSpec {
        if (enabled.isEmpty()) {
            throw new IllegalArgumentException("a run without a check proves nothing");
        }
        enabled = Collections.unmodifiableSet(EnumSet.copyOf(enabled));
        if (enabled.contains(CheckName.SAMPLED_CHECKSUM) != sampledChecksum.isPresent()
                || enabled.contains(CheckName.LATENCY_BASELINE) != latencyBaseline.isPresent()
                || enabled.contains(CheckName.HISTORY) != history.isPresent()) {
            throw new IllegalArgumentException("settings belong to enabled checks, and enabled checks have settings");
        }
    }

    static ChecksSpec all(SampledChecksum sampledChecksum, LatencyBaseline latencyBaseline, History history) {
        return new ChecksSpec(
                EnumSet.allOf(CheckName.class),
                Optional.of(sampledChecksum),
                Optional.of(latencyBaseline),
                Optional.of(history));
    }

    /** The same without the judgement of the history, for a workload that does not bring one. */
    public ChecksSpec withoutHistory() {
        Set<CheckName> others = EnumSet.copyOf(enabled);
        others.remove(CheckName.HISTORY);
        return new ChecksSpec(others, sampledChecksum, latencyBaseline, Optional.empty());
    }

    /**
     * How strictly the clients' history is judged. Lost and doubled writes, deletes that come back, and money that vanishes
     * are never allowed.
     *
     * @param staleReads how many reads may be staler than {@code staleFor}
     * @param staleFor how long a newer version may have been known when a read began that did not see it yet
     */
    public record History(long staleReads, Duration staleFor) {

        public static final long STALE_READS_MAX = 1_000_000_000;
        public static final Duration STALE_FOR_MAX = Duration.ofHours(1);

        public History {
            if (staleReads < 0 || staleReads > STALE_READS_MAX) {
                throw new IllegalArgumentException("staleReads %d is out of bounds".formatted(staleReads));
            }
            if (staleFor.isNegative() || staleFor.compareTo(STALE_FOR_MAX) > 0) {
                throw new IllegalArgumentException("staleFor %s is out of bounds".formatted(staleFor));
            }
        }
    }

    /**
     * How large the sample is: large enough that, if a share of {@code detect} of the rows were bad, it would hold at
     * least one of them with probability {@code confidence}.
     *
     * @param confidence above 0, below 1
     * @param detect above 0, below 1
     */
    public record SampledChecksum(double confidence, double detect) {
        public SampledChecksum {
            if (!(confidence > 0 && confidence < 1 && detect > 0 && detect < 1)) {
                throw new IllegalArgumentException("confidence and detect must be above 0 and below 1");
            }
        }
    }

    /**
     * How much slower requests may be after the reshard than in the baseline.
     *
     * @param percentMax the allowed growth of each percentile, in percent; at least one
     * @param ignoreBelow a percentile that is below this afterwards is good enough whatever it was before
     */
    public record LatencyBaseline(Map<Percentile, Double> percentMax, Duration ignoreBelow) {

        public static final double PERCENT_MAX = 100_000;
        public static final Duration IGNORE_BELOW_MAX = Duration.ofMinutes(1);

        public LatencyBaseline {
            if (percentMax.isEmpty()) {
                throw new IllegalArgumentException("a latency baseline needs at least one percentile");
            }
            percentMax = Collections.unmodifiableMap(new EnumMap<>(percentMax));
            for (double percent : percentMax.values()) {
                if (!(percent >= 0 && percent <= PERCENT_MAX)) {
                    throw new IllegalArgumentException("a growth of %s%% is out of bounds".formatted(percent));
                }
            }
            if (ignoreBelow.isNegative() || ignoreBelow.compareTo(IGNORE_BELOW_MAX) > 0) {
                throw new IllegalArgumentException("ignoreBelow %s is out of bounds".formatted(ignoreBelow));
            }
        }
    }
}
