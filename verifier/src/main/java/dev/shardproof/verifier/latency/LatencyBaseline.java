package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code latencyBaseline}: the application is not slower after than before, by more than a limit for each percentile.
 *
 * <p>Compares the mean log of each block's percentile and asks how sure the difference is: FAIL if even the lower bound
 * lies above the limit, PASS if even the upper bound lies below it, INCONCLUSIVE between, or with too little load on
 * either side. Blocks with too few requests for the percentile are left out and counted. Blocks of one run share its
 * luck: a slow neighbour on the machine looks like a slower application.
 *
 * <p>A block whose percentile is infinite (too many failures) makes the true ratio infinite. More than half of such
 * blocks after is FAIL; fewer stand in the lower bound with the slowest finite block's figure, and leave no upper bound.
 */
public final class LatencyBaseline implements Check {

    /** One-sided confidence of the bounds. */
    private static final double CONFIDENCE = 0.95;
    /** Fewer blocks than this say nothing about their spread. */
    static final int LEAST_BLOCKS = 5;

    private final List<LatencyBlock> before;
    private final List<LatencyBlock> after;
    private final List<LatencyLimit> limits;
    private final double ignoreBelowMicros;
    private final LongSupplier nanoTime;

    /**
     * @param before blocks of undisturbed load
     * @param after blocks of the load to judge
     * @param limits at least one; each percentile must be in the blocks
     * @param ignoreBelowMicros a percentile that is surely below this after is fast enough, whatever it was before; 0 for
     *     no such allowance
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public LatencyBaseline(
            List<LatencyBlock> before,
            List<LatencyBlock> after,
            List<LatencyLimit> limits,
            double ignoreBelowMicros,
            LongSupplier nanoTime) {
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
        this.limits = List.copyOf(limits);
        this.ignoreBelowMicros = ignoreBelowMicros;
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        if (!(ignoreBelowMicros >= 0)) {
            throw new IllegalArgumentException("ignoreBelowMicros is negative: " + ignoreBelowMicros);
        }
    }

    @Override
    public String name() {
        return "latencyBaseline";
    }

    @Override
    public CheckResult run() {
        long start = nanoTime.getAsLong();
        Findings findings = new Findings();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("before", load(before));
        facts.put("after", load(after));
        List<Verdict> verdicts = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (LatencyLimit limit : limits) {
            Judgement judgement = judge(limit);
            String percentile = "p" + number(limit.percentile());
            verdicts.add(judgement.verdict());
            words.add(percentile + " " + judgement.words());
            facts.put(percentile, judgement.words());
            if (judgement.verdict() == Verdict.FAIL) {
                findings.add(new Finding(Finding.Kind.LIMIT, "", "", percentile, judgement.words()));
            }
        }
        Verdict verdict = Verdict.worst(verdicts);
        String summary = limits.isEmpty() ? "no limit was given" : String.join("; ", words);
        long examined = requests(before) + requests(after);
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        return new CheckResult(name(), verdict, summary, examined, findings.kept(), findings.total(), facts, took);
    }

    private record Judgement(Verdict verdict, String words) {}

    private Judgement judge(LatencyLimit limit) {
        List<Double> slowBefore = usable(before, limit.percentile());
        List<Double> slowAfter = usable(after, limit.percentile());
        if (slowBefore.size() < LEAST_BLOCKS || slowAfter.size() < LEAST_BLOCKS) {
            return new Judgement(
                    Verdict.INCONCLUSIVE,
                    "cannot be judged: %d blocks before and %d after have at least %d requests, %d are needed on each side"
                            .formatted(
                                    slowBefore.size(),
                                    slowAfter.size(),
                                    leastRequests(limit.percentile()),
                                    LEAST_BLOCKS));
        }
        if (slowBefore.contains(Double.POSITIVE_INFINITY)) {
            return new Judgement(
                    Verdict.INCONCLUSIVE, "cannot be judged: requests failed in the baseline, so it is no baseline");
        }
        int infinite = Collections.frequency(slowAfter, Double.POSITIVE_INFINITY);
        if (infinite * 2 > slowAfter.size()) {
            return new Judgement(
                    Verdict.FAIL,
                    "is infinite in %d of %d blocks after: that many requests failed"
                            .formatted(infinite, slowAfter.size()));
        }
        double slowest =
                slowAfter.stream().filter(Double::isFinite).max(Double::compare).orElseThrow();
        List<Double> finite =
                slowAfter.stream().map(one -> Math.min(one, slowest)).toList();
        return judge(limit, LogRatio.of(slowBefore, finite, CONFIDENCE), infinite, geometricMean(slowBefore));
    }

    private Judgement judge(LatencyLimit limit, LogRatio ratio, int infinite, double meanBefore) {
        double allowed = 1 + limit.increase();
        String figures = "%s before, %s after: %s (%s to %s with 95 %% confidence each), limit %s"
                .formatted(
                        millis(meanBefore),
                        millis(meanBefore * ratio.ratio()),
                        percent(ratio.ratio()),
                        percent(ratio.lower()),
                        infinite > 0 ? "unbounded" : percent(ratio.upper()),
                        percent(allowed));
        if (infinite > 0) {
            figures += "; infinite in %d blocks after, for requests failed".formatted(infinite);
        } else if (ratio.afterUpper() < ignoreBelowMicros) {
            return new Judgement(
                    Verdict.PASS, figures + "; below %s no difference matters".formatted(millis(ignoreBelowMicros)));
        } else if (ratio.upper() < allowed) {
            return new Judgement(Verdict.PASS, figures);
        }
        boolean fail = ratio.lower() > allowed;
        return new Judgement(
                fail ? Verdict.FAIL : Verdict.INCONCLUSIVE, fail ? figures : figures + "; more load would tell");
    }

    private static List<Double> usable(List<LatencyBlock> blocks, double percentile) {
        return blocks.stream()
                .filter(block -> block.requests() >= leastRequests(percentile))
                .map(block -> block.micros().get(percentile))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Below this the percentile of a block is nothing but its maximum. */
    private static long leastRequests(double percentile) {
        return (long) Math.ceil(100 / (100 - percentile) - 1e-9);
    }

    private static double geometricMean(List<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElseThrow());
    }

    private static long requests(List<LatencyBlock> blocks) {
        return blocks.stream().mapToLong(LatencyBlock::requests).sum();
    }

    private static String load(List<LatencyBlock> blocks) {
        long failures = blocks.stream().mapToLong(LatencyBlock::failures).sum();
        return "%d requests in %d blocks, %d failed".formatted(requests(blocks), blocks.size(), failures);
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%+.1f %%", (ratio - 1) * 100);
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f ms" : "%.1f ms", micros / 1e3);
    }

    private static String number(double value) {
        return value >= 1000 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
