package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import dev.shardproof.verifier.latency.block.LatencyHistogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * {@code latencyThreshold}: percentiles of all requests of a phase are not above fixed limits, as a service level
 * objective is written. Plain: it compares what was measured, and says nothing about what another run would measure.
 *
 * <p>Failed requests count as infinitely slow. A group with fewer requests than have such a percentile is INCONCLUSIVE.
 */
public final class LatencyThreshold implements Check {

    private final SortedMap<LatencyGroup, LatencyHistogram> measured;
    private final SortedMap<Double, Double> limitsMicros;
    private final Set<LatencyGroup.Kind> judged;
    private final LongSupplier nanoTime;

    /**
     * @param measured every request of the phase, by group
     * @param limitsMicros the highest latency in microseconds by percentile, at least one
     * @param judged which groups must keep the limits; the others are only reported
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public LatencyThreshold(
            Map<LatencyGroup, LatencyHistogram> measured,
            Map<Double, Double> limitsMicros,
            Set<LatencyGroup.Kind> judged,
            LongSupplier nanoTime) {
        this.measured = new TreeMap<>(measured);
        this.limitsMicros = new TreeMap<>(limitsMicros);
        this.judged = Set.copyOf(judged);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        if (limitsMicros.isEmpty() || judged.isEmpty()) {
            throw new IllegalArgumentException("a threshold needs a limit, and somebody to keep it");
        }
        this.limitsMicros.forEach((percentile, micros) -> {
            LatencyBlock.requirePercentile(percentile);
            if (!(micros > 0)) {
                throw new IllegalArgumentException("a limit of %s µs".formatted(micros));
            }
        });
    }

    @Override
    public String name() {
        return "latencyThreshold";
    }

    @Override
    public CheckResult run() {
        long start = nanoTime.getAsLong();
        Findings findings = new Findings();
        Map<String, String> facts = new LinkedHashMap<>();
        List<Verdict> verdicts = new ArrayList<>();
        List<String> words = new ArrayList<>();
        measured.forEach((group, histogram) -> limitsMicros.forEach((percentile, limit) -> {
            String title =
                    "p" + LatencyWords.number(percentile) + (group.equals(LatencyGroup.OVERALL) ? "" : " of " + group);
            String line = line(histogram, percentile, limit);
            facts.put(title, line);
            if (judged.contains(group.kind())) {
                Verdict verdict = verdict(histogram, percentile, limit);
                verdicts.add(verdict);
                if (verdict != Verdict.PASS || group.equals(LatencyGroup.OVERALL)) {
                    words.add(title + " " + line);
                }
                if (verdict == Verdict.FAIL) {
                    boolean shard = group.kind() == LatencyGroup.Kind.SHARD;
                    findings.add(new Finding(Finding.Kind.LIMIT, "", shard ? group.name() : "", title, line));
                }
            }
        }));
        LatencyHistogram all = measured.get(LatencyGroup.OVERALL);
        String summary = verdicts.isEmpty()
                ? "there was no load to judge"
                : words.isEmpty() ? "%d limits are kept".formatted(verdicts.size()) : String.join("; ", words);
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        return new CheckResult(
                name(),
                Verdict.worst(verdicts),
                summary,
                all == null ? 0 : all.requests(),
                findings.kept(),
                findings.total(),
                facts,
                took);
    }

    private static Verdict verdict(LatencyHistogram histogram, double percentile, double limit) {
        if (histogram.requests() < LatencyBlock.leastRequests(percentile)) {
            return Verdict.INCONCLUSIVE;
        }
        return histogram.percentile(percentile) <= limit ? Verdict.PASS : Verdict.FAIL;
    }

    private static String line(LatencyHistogram histogram, double percentile, double limit) {
        long least = LatencyBlock.leastRequests(percentile);
        if (histogram.requests() < least) {
            return "cannot be judged: %d requests, at least %d are needed".formatted(histogram.requests(), least);
        }
        return "%s of %d requests, %d failed; limit %s"
                .formatted(
                        LatencyWords.millis(histogram.percentile(percentile)),
                        histogram.requests(),
                        histogram.failures(),
                        LatencyWords.millis(limit));
    }
}
