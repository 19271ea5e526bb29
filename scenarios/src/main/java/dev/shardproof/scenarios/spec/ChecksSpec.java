package dev.shardproof.scenarios.spec;

import java.nio.file.Path;
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
 * @param latencyThreshold present exactly if that check is enabled
 * @param recovery present exactly if that check is enabled
 * @param history present exactly if that check is enabled
 */
public record ChecksSpec(
        Set<CheckName> enabled,
        Optional<SampledChecksum> sampledChecksum,
        Optional<LatencyBaseline> latencyBaseline,
        Optional<LatencyThreshold> latencyThreshold,
        Optional<Recovery> recovery,
        Optional<History> history) {

    public ChecksSpec {
        if (enabled.isEmpty()) {
            throw new IllegalArgumentException("a run without a check proves nothing");
        }
        enabled = Collections.unmodifiableSet(EnumSet.copyOf(enabled));
        if (enabled.contains(CheckName.SAMPLED_CHECKSUM) != sampledChecksum.isPresent()
                || enabled.contains(CheckName.LATENCY_BASELINE) != latencyBaseline.isPresent()
                || enabled.contains(CheckName.LATENCY_THRESHOLD) != latencyThreshold.isPresent()
                || enabled.contains(CheckName.RECOVERY) != recovery.isPresent()
                || enabled.contains(CheckName.HISTORY) != history.isPresent()) {
            throw new IllegalArgumentException("settings belong to enabled checks, and enabled checks have settings");
        }
    }

    /** Without the checks that need a figure of the user's, a trigger and time to come back from it, or a history. */
    public ChecksSpec(
            Set<CheckName> enabled,
            Optional<SampledChecksum> sampledChecksum,
            Optional<LatencyBaseline> latencyBaseline) {
        this(enabled, sampledChecksum, latencyBaseline, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Every check that needs no figure of the user's, and no trigger with time to come back from it. */
    static ChecksSpec all(SampledChecksum sampledChecksum, LatencyBaseline latencyBaseline, History history) {
        return new ChecksSpec(
                EnumSet.complementOf(EnumSet.of(CheckName.LATENCY_THRESHOLD, CheckName.RECOVERY)),
                Optional.of(sampledChecksum),
                Optional.of(latencyBaseline),
                Optional.empty(),
                Optional.empty(),
                Optional.of(history));
    }

    /** The same without the judgement of the history, for a workload that does not bring one. */
    public ChecksSpec withoutHistory() {
        Set<CheckName> others = EnumSet.copyOf(enabled);
        others.remove(CheckName.HISTORY);
        return new ChecksSpec(others, sampledChecksum, latencyBaseline, latencyThreshold, recovery, Optional.empty());
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
     * @param looks how often the gate looks at the most: while it is undecided, the phase after is prolonged by its own
     *     length
     * @param file percentiles on record that stand for the baseline; empty for the run's own baseline
     * @param calibration where the noise of this machine is on record; empty for the place where it is by default
     */
    public record LatencyBaseline(
            Map<Percentile, Double> percentMax,
            Duration ignoreBelow,
            int looks,
            Optional<Path> file,
            Optional<Path> calibration) {

        public static final double PERCENT_MAX = 100_000;
        public static final Duration IGNORE_BELOW_MAX = Duration.ofMinutes(1);
        public static final int LOOKS_MAX = 10;

        /** With the run's own baseline, three looks, and the calibration where it is by default. */
        public LatencyBaseline(Map<Percentile, Double> percentMax, Duration ignoreBelow) {
            this(percentMax, ignoreBelow, Defaults.LOOKS, Optional.empty(), Optional.empty());
        }

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
            if (looks < 1 || looks > LOOKS_MAX) {
                throw new IllegalArgumentException("%d looks are out of bounds".formatted(looks));
            }
        }
    }

    /**
     * How slow requests may be after the reshard, whatever they were before.
     *
     * @param max the highest latency of each percentile; at least one
     * @param per whether each shard and each operation must keep them too, or all requests together only
     */
    public record LatencyThreshold(Map<Percentile, Duration> max, Set<Per> per) {

        public static final Duration MAX = Duration.ofHours(1);

        /** Who must keep a limit besides all requests together. */
        public enum Per {
            SHARD("shard"),
            OPERATION("operation");

            private final String label;

            Per(String label) {
                this.label = label;
            }

            /** The name in scenario files, command lines and reports. */
            public String label() {
                return label;
            }
        }

        public LatencyThreshold {
            if (max.isEmpty()) {
                throw new IllegalArgumentException("a latency threshold needs at least one percentile");
            }
            max = Collections.unmodifiableMap(new EnumMap<>(max));
            per = Set.copyOf(per);
            for (Duration limit : max.values()) {
                if (limit.isNegative() || limit.isZero() || limit.compareTo(MAX) > 0) {
                    throw new IllegalArgumentException("a limit of %s is out of bounds".formatted(limit));
                }
            }
        }
    }

    /**
     * How much goodput must be back, and when.
     *
     * @param goodputPercent of the baseline's
     * @param within after the trigger's end
     */
    public record Recovery(double goodputPercent, Duration within) {

        public static final double GOODPUT_PERCENT_MIN = 1;
        public static final Duration WITHIN_MIN = Duration.ofSeconds(1);
        public static final Duration WITHIN_MAX = Duration.ofHours(1);

        public Recovery {
            if (!(goodputPercent >= GOODPUT_PERCENT_MIN && goodputPercent <= 100)) {
                throw new IllegalArgumentException("a goodput of %s%% is out of bounds".formatted(goodputPercent));
            }
            if (within.compareTo(WITHIN_MIN) < 0 || within.compareTo(WITHIN_MAX) > 0) {
                throw new IllegalArgumentException("within %s is out of bounds".formatted(within));
            }
        }
    }
}
