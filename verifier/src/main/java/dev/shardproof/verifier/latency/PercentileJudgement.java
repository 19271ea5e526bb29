package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyComparison;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What the blocks of one group say about one limit; whether it fails, others decide who know of all groups. */
final class PercentileJudgement {

    /** Fewer blocks than this say nothing about their spread. */
    static final int LEAST_BLOCKS = 5;

    private final LatencyComparison comparison;
    private final LatencyLimit limit;
    private final GatePolicy policy;
    private final List<Double> before;
    private final List<Double> after;
    private final int infinite;
    private final Optional<LogRatio> ratio;
    private final Optional<LogRatio.Bounds> failing;
    private final Optional<LogRatio.Bounds> passing;

    /** @param leastLevel the smallest error that a bound will be asked for */
    PercentileJudgement(LatencyComparison comparison, LatencyLimit limit, GatePolicy policy, double leastLevel) {
        this.comparison = comparison;
        this.limit = limit;
        this.policy = policy;
        List<Double> usableBefore = new ArrayList<>();
        List<Double> usableAfter = new ArrayList<>();
        collect(usableBefore, usableAfter);
        this.before = List.copyOf(usableBefore);
        this.after = List.copyOf(usableAfter);
        this.infinite = Collections.frequency(after, Double.POSITIVE_INFINITY);
        if (obstacle().isPresent() || mostlyInfinite()) {
            this.ratio = Optional.empty();
            this.failing = Optional.empty();
            this.passing = Optional.empty();
            return;
        }
        // A block without an end is at least as slow as the slowest that has one.
        double slowest =
                after.stream().filter(Double::isFinite).max(Double::compare).orElseThrow();
        List<Double> finite = after.stream().map(one -> Math.min(one, slowest)).toList();
        LogRatio found = LogRatio.of(comparison.design(), before, finite, leastLevel, policy.seed());
        NoiseFloor.Deviation noise = policy.noise().againstFailing(comparison, limit.percentile());
        NoiseFloor.Deviation passingNoise = policy.noise().againstPassing(comparison, limit.percentile());
        this.ratio = Optional.of(found);
        this.failing = Optional.of(found.bounds(noise));
        this.passing = noise.equals(passingNoise) ? failing : Optional.of(found.bounds(passingNoise));
    }

    /** The figures of blocks that are large enough; of a pair with one that is not, neither counts. */
    private void collect(List<Double> usableBefore, List<Double> usableAfter) {
        if (comparison.design() == LatencyComparison.Design.PAIRED) {
            for (int i = 0; i < comparison.before().size(); i++) {
                Optional<Double> x = figure(comparison.before().get(i), true);
                Optional<Double> y = figure(comparison.after().get(i), true);
                if (x.isPresent() && y.isPresent()) {
                    usableBefore.add(x.get());
                    usableAfter.add(y.get());
                }
            }
            return;
        }
        // What is on record has no count of requests.
        boolean counted = comparison.design() != LatencyComparison.Design.STORED;
        comparison.before().forEach(block -> figure(block, counted).ifPresent(usableBefore::add));
        comparison.after().forEach(block -> figure(block, true).ifPresent(usableAfter::add));
    }

    private Optional<Double> figure(LatencyBlock block, boolean counted) {
        return counted && block.requests() < LatencyBlock.leastRequests(limit.percentile())
                ? Optional.empty()
                : Optional.ofNullable(block.micros().get(limit.percentile()));
    }

    LatencyGroup group() {
        return comparison.group();
    }

    /** {@code p99}. */
    String percentile() {
        return "p" + LatencyWords.number(limit.percentile());
    }

    /** Why nothing can be said; empty if something can. */
    Optional<String> obstacle() {
        boolean stored = comparison.design() == LatencyComparison.Design.STORED;
        if (stored && before.isEmpty()) {
            return Optional.of("cannot be judged: the stored baseline has no such percentile");
        }
        if (!stored && before.size() < LEAST_BLOCKS || after.size() < LEAST_BLOCKS) {
            return Optional.of(
                    "cannot be judged: %d blocks before and %d after have at least %d requests, %d are needed on each side"
                            .formatted(
                                    before.size(),
                                    after.size(),
                                    LatencyBlock.leastRequests(limit.percentile()),
                                    LEAST_BLOCKS));
        }
        return before.contains(Double.POSITIVE_INFINITY)
                ? Optional.of("cannot be judged: requests failed in the baseline, so it is no baseline")
                : Optional.empty();
    }

    /** Whether so many requests failed after that no statistics is needed. */
    boolean mostlyInfinite() {
        return obstacle().isEmpty() && infinite * 2 > after.size();
    }

    /** How probable it is at the most to see such slowness where there is none; 1 where nothing can be said. */
    private double probability() {
        return failing.map(bounds -> bounds.probability(allowed())).orElse(1.0);
    }

    /** Whether it is surely slower than allowed, with a probability of {@code level} to be wrong. */
    boolean isSlower(double level) {
        return failing.isPresent()
                && probability() < level
                && failing.get().lower(level) > allowed()
                && failing.get().afterLower(level) > policy.ignoreBelowMicros();
    }

    /** Whether it is surely as fast as demanded. */
    boolean isFastEnough() {
        return passing.isPresent()
                && infinite == 0
                && (isUnnoticeable() || passing.get().upper(level()) < allowed());
    }

    /** Whether it looks slower than allowed, though it may be chance. */
    boolean looksSlower() {
        return ratio.isPresent()
                && (infinite > 0
                        || ratio.get().ratio() > allowed() && ratio.get().after() >= policy.ignoreBelowMicros());
    }

    /** Whether the noise of this machine is larger than the limit, so that no load could ever prove it kept. */
    boolean isBelowNoise() {
        return ratio.isPresent() && smallestIncrease() > limit.increase();
    }

    private boolean isUnnoticeable() {
        return passing.orElseThrow().afterUpper(level()) < policy.ignoreBelowMicros();
    }

    private double allowed() {
        return 1 + limit.increase();
    }

    private double level() {
        return policy.budget().level();
    }

    private double smallestIncrease() {
        return policy.noise().smallestIncrease(comparison, limit.percentile(), level());
    }

    /** The figures, and what follows from them for this group alone. */
    String words() {
        if (obstacle().isPresent()) {
            return obstacle().get();
        }
        if (mostlyInfinite()) {
            return "is infinite in %d of %d blocks after: that many requests failed".formatted(infinite, after.size());
        }
        String figures = "%s before, %s after: %s (%s to %s with %s %% confidence each), limit %s"
                .formatted(
                        LatencyWords.millis(ratio.get().after() / ratio.get().ratio()),
                        LatencyWords.millis(ratio.get().after()),
                        LatencyWords.increase(ratio.get().ratio()),
                        LatencyWords.increase(failing.get().lower(level())),
                        infinite > 0
                                ? "unbounded"
                                : LatencyWords.increase(passing.get().upper(level())),
                        LatencyWords.number(100 * (1 - level())),
                        LatencyWords.increase(allowed()));
        if (infinite > 0) {
            figures += "; infinite in %d blocks after, for requests failed".formatted(infinite);
        } else if (isUnnoticeable()) {
            figures += "; below %s no difference matters".formatted(LatencyWords.millis(policy.ignoreBelowMicros()));
        }
        if (policy.noise().lacks(comparison, limit.percentile())) {
            figures += "; the calibration has no figure for it, 5 % noise is assumed against a failure";
        }
        return comparison.note().isEmpty() ? figures : figures + "; " + comparison.note();
    }

    /** What would help where nothing was decided. */
    String advice() {
        if (!isBelowNoise()) {
            return "more load would tell";
        }
        return ("the limit is below what this machine can tell from noise, %s: raise it or ignoreBelow, make the machine"
                        + " quieter and calibrate again, or compare interleaved blocks")
                .formatted(LatencyWords.increase(1 + smallestIncrease()));
    }
}
