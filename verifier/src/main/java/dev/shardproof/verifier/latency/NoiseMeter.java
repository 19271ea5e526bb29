package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyComparison;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Measures a noise floor from comparisons of a load with itself ("A/A"): whatever differs there is noise.
 *
 * <p>Between phases it is the deviation that explains the log ratios together with the variance that the blocks of each
 * comparison show themselves, by the estimator of R. Paule and J. Mandel (1982), about zero and not about their mean, so
 * that a drift (caches that still warm up) counts as well. Real machines have heavier tails than that assumes: it is
 * made large enough that at most one in twenty of the comparisons lies beyond 95 % bounds. Between runs it is the
 * standard deviation of the runs' levels. Not thread-safe.
 */
public final class NoiseMeter {

    private static final double ANY_LEVEL = 0.05;

    /** Of a two-sided interval of 95 %. */
    private static final double BOUND = 0.975;

    private static final double BEYOND_MAX = 0.05;

    /** A factor of e to the fifth: nobody calls that noise. */
    private static final double LARGEST = 5;

    private static final int BISECTIONS = 40;

    private final Map<LatencyGroup.Kind, Map<Double, Tally>> tallies = new LinkedHashMap<>();
    private final List<Double> percentiles;

    /** @param percentiles which to measure */
    public NoiseMeter(List<Double> percentiles) {
        this.percentiles = List.copyOf(percentiles);
    }

    /**
     * Adds one comparison of a load with itself.
     *
     * @param run which run it was made in; several comparisons of one run tell more of phases, not of runs
     * @param comparisons of all groups
     */
    public void add(int run, List<LatencyComparison> comparisons) {
        for (LatencyComparison comparison : comparisons) {
            for (double percentile : percentiles) {
                ratio(comparison, percentile)
                        .ifPresent(ratio -> tallies.computeIfAbsent(
                                        comparison.group().kind(), kind -> new TreeMap<>())
                                .computeIfAbsent(percentile, any -> new Tally())
                                .add(run, comparison.group(), ratio));
            }
        }
    }

    private static Optional<LogRatio> ratio(LatencyComparison comparison, double percentile) {
        List<Double> before = finite(comparison.before(), percentile);
        List<Double> after = finite(comparison.after(), percentile);
        return Math.min(before.size(), after.size()) < PercentileJudgement.LEAST_BLOCKS
                ? Optional.empty()
                : Optional.of(LogRatio.of(comparison.design(), before, after, ANY_LEVEL, 0));
    }

    private static List<Double> finite(List<LatencyBlock> blocks, double percentile) {
        return blocks.stream()
                .filter(block -> block.requests() >= LatencyBlock.leastRequests(percentile))
                .map(block -> block.micros().get(percentile))
                .filter(micros -> micros != null && Double.isFinite(micros))
                .toList();
    }

    /**
     * What was measured so far; of groups without enough blocks there is nothing.
     *
     * @param source for the report
     */
    public NoiseFloor floor(String source) {
        Map<LatencyGroup.Kind, Map<Double, NoiseFloor.Deviation>> phases = new LinkedHashMap<>();
        Map<LatencyGroup.Kind, Map<Double, NoiseFloor.Deviation>> runs = new LinkedHashMap<>();
        tallies.forEach((kind, byPercentile) -> byPercentile.forEach((percentile, tally) -> {
            phases.computeIfAbsent(kind, any -> new TreeMap<>()).put(percentile, tally.phases());
            tally.runs()
                    .ifPresent(deviation ->
                            runs.computeIfAbsent(kind, any -> new TreeMap<>()).put(percentile, deviation));
        }));
        return new NoiseFloor(NoiseFloor.Origin.MEASURED, source, phases, runs);
    }

    /** One kind of group at one percentile. */
    private static final class Tally {
        private final List<Difference> differences = new ArrayList<>();
        private final Map<LatencyGroup, Integer> comparisons = new LinkedHashMap<>();
        private final Map<LatencyGroup, Map<Integer, List<LogRatio>>> byRun = new LinkedHashMap<>();

        /** A squared log ratio, and the variance that its blocks show. */
        private record Difference(double square, double variance) {}

        void add(int run, LatencyGroup group, LogRatio ratio) {
            double log = Math.log(ratio.ratio());
            differences.add(new Difference(log * log, ratio.variance()));
            comparisons.merge(group, 1, Integer::sum);
            byRun.computeIfAbsent(group, any -> new TreeMap<>())
                    .computeIfAbsent(run, any -> new ArrayList<>())
                    .add(ratio);
        }

        /** Shards of one comparison share its luck: only comparisons count as independent. */
        NoiseFloor.Deviation phases() {
            int independent = comparisons.values().stream()
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(1);
            double bound = new TDistribution(null, independent).inverseCumulativeProbability(BOUND);
            double low = 0;
            double high = LARGEST;
            if (isExplained(low, bound)) {
                return new NoiseFloor.Deviation(low, independent);
            }
            for (int i = 0; i < BISECTIONS; i++) {
                double middle = (low + high) / 2;
                if (isExplained(middle, bound)) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return new NoiseFloor.Deviation(high, independent);
        }

        /** Whether so much noise explains the differences on the whole, and nearly each of them. */
        private boolean isExplained(double deviation, double bound) {
            double standardized = 0;
            int beyond = 0;
            for (Difference difference : differences) {
                if (difference.square() > 0) {
                    double variance = difference.variance() + deviation * deviation;
                    standardized += difference.square() / variance;
                    beyond += difference.square() > bound * bound * variance ? 1 : 0;
                }
            }
            return standardized <= differences.size() && beyond <= BEYOND_MAX * differences.size();
        }

        Optional<NoiseFloor.Deviation> runs() {
            double variances = 0;
            int groups = 0;
            int freedom = 0;
            for (Map<Integer, List<LogRatio>> runs : byRun.values()) {
                if (runs.size() < 2) {
                    continue;
                }
                double[] levels = runs.values().stream()
                        .mapToDouble(ratios -> ratios.stream()
                                .mapToDouble(ratio -> Math.log(ratio.after()))
                                .average()
                                .orElseThrow())
                        .toArray();
                variances += StatUtils.variance(levels);
                groups++;
                freedom = Math.max(freedom, runs.size() - 1);
            }
            return groups == 0
                    ? Optional.empty()
                    : Optional.of(new NoiseFloor.Deviation(Math.sqrt(variances / groups), freedom));
        }
    }
}
