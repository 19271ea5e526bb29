package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyComparison;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * {@code latencyBaseline}: the application is not slower after than before, by more than a limit for each percentile;
 * all requests together, those of each shard and those of each operation.
 *
 * <p>Compares the mean log of each block's percentile and asks how sure the difference is.
 *
 * <ul>
 *   <li>FAIL if any group is slower even by the lower bound. All groups and percentiles are tested at once by Holm's
 *       procedure (S. Holm, "A simple sequentially rejective multiple test procedure", 1979), so that many groups do not
 *       cry wolf: nothing slower than allowed fails with at most the probability of the budget.
 *   <li>PASS if all requests together are fast enough even by the upper bound, and no shard and no operation looks slower
 *       than allowed.
 *   <li>INCONCLUSIVE between, or with too little load on either side. Groups with too little load are named, and do not
 *       decide.
 * </ul>
 *
 * <p>Blocks with too few requests for the percentile are left out. A block whose percentile is infinite (too many
 * failures) makes the true ratio infinite: more than half of such blocks after is FAIL; fewer stand in the lower bound
 * with the slowest finite block's figure, and leave no upper bound.
 */
public final class LatencyBaseline implements Check {

    private static final int NAMED_MAX = 3;

    private final List<LatencyComparison> comparisons;
    private final List<LatencyLimit> limits;
    private final GatePolicy policy;
    private final LongSupplier nanoTime;

    /**
     * @param comparisons one for each group; the one of all requests decides on PASS and must be there
     * @param limits at least one; each percentile must be in the blocks
     * @param policy how sure the gate must be
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public LatencyBaseline(
            List<LatencyComparison> comparisons, List<LatencyLimit> limits, GatePolicy policy, LongSupplier nanoTime) {
        this.comparisons = comparisons.stream()
                .sorted(Comparator.comparing(LatencyComparison::group))
                .toList();
        this.limits = List.copyOf(limits);
        this.policy = Objects.requireNonNull(policy, "policy is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        Set<LatencyGroup> groups = new HashSet<>();
        for (LatencyComparison comparison : comparisons) {
            if (!groups.add(comparison.group())) {
                throw new IllegalArgumentException("two comparisons of " + comparison.group());
            }
        }
        if (!groups.contains(LatencyGroup.OVERALL)) {
            throw new IllegalArgumentException("no comparison of all requests");
        }
    }

    /**
     * What the gate says.
     *
     * @param result its result
     * @param moreLoadMayTell whether it is undecided for want of blocks only, so that more of them may decide it
     */
    public record Decision(CheckResult result, boolean moreLoadMayTell) {}

    @Override
    public String name() {
        return "latencyBaseline";
    }

    @Override
    public CheckResult run() {
        return decide().result();
    }

    /** Judges, and says whether it is worth while to go on measuring. */
    public Decision decide() {
        long start = nanoTime.getAsLong();
        List<PercentileJudgement> judgements = judgements();
        Set<PercentileJudgement> slower = slower(judgements);
        Findings findings = new Findings();
        Map<String, String> facts = facts();
        List<Verdict> verdicts = new ArrayList<>();
        List<String> words = new ArrayList<>();
        int othersNamed = 0;
        boolean moreLoadMayTell = false;
        for (PercentileJudgement judgement : judgements) {
            Verdict verdict = verdict(judgement, slower);
            String line = judgement.words();
            if (verdict == Verdict.INCONCLUSIVE && judgement.obstacle().isEmpty()) {
                line += "; " + judgement.advice();
            }
            boolean overall = judgement.group().equals(LatencyGroup.OVERALL);
            String title = judgement.percentile() + (overall ? "" : " of " + judgement.group());
            facts.put(title, line);
            verdicts.add(verdict);
            moreLoadMayTell |= verdict == Verdict.INCONCLUSIVE && !judgement.isBelowNoise();
            if (verdict == Verdict.FAIL) {
                findings.add(finding(judgement, line));
            }
            if (overall || verdict != Verdict.PASS && othersNamed++ < NAMED_MAX) {
                words.add(title + " " + line);
            }
        }
        if (othersNamed > NAMED_MAX) {
            words.add("and %d more".formatted(othersNamed - NAMED_MAX));
        }
        Verdict verdict = Verdict.worst(verdicts);
        String summary = limits.isEmpty() ? "no limit was given" : String.join("; ", words);
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        return new Decision(
                new CheckResult(name(), verdict, summary, examined(), findings.kept(), findings.total(), facts, took),
                verdict == Verdict.INCONCLUSIVE && moreLoadMayTell);
    }

    private List<PercentileJudgement> judgements() {
        double leastLevel = policy.budget().level() / Math.max(1, comparisons.size() * limits.size());
        List<PercentileJudgement> judgements = new ArrayList<>();
        for (LatencyComparison comparison : comparisons) {
            for (LatencyLimit limit : limits) {
                judgements.add(new PercentileJudgement(comparison, limit, policy, leastLevel));
            }
        }
        return judgements;
    }

    /**
     * Those that are surely slower, by Holm's procedure: again and again the rest is asked at the error that it has left,
     * until nobody answers. So one that is surely slower and still too fast to matter does not stand before the others.
     */
    private Set<PercentileJudgement> slower(List<PercentileJudgement> judgements) {
        List<PercentileJudgement> left = new ArrayList<>(judgements.stream()
                .filter(judgement -> judgement.obstacle().isEmpty() && !judgement.mostlyInfinite())
                .toList());
        Set<PercentileJudgement> slower = new HashSet<>();
        Optional<PercentileJudgement> next;
        do {
            double level = policy.budget().level() / Math.max(1, left.size());
            next = left.stream().filter(judgement -> judgement.isSlower(level)).findFirst();
            next.ifPresent(slower::add);
            next.ifPresent(left::remove);
        } while (next.isPresent());
        return slower;
    }

    private static Verdict verdict(PercentileJudgement judgement, Set<PercentileJudgement> slower) {
        if (slower.contains(judgement) || judgement.mostlyInfinite()) {
            return Verdict.FAIL;
        }
        boolean good = judgement.group().equals(LatencyGroup.OVERALL)
                ? judgement.isFastEnough()
                : judgement.isFastEnough() || !judgement.looksSlower();
        return good ? Verdict.PASS : Verdict.INCONCLUSIVE;
    }

    private static Finding finding(PercentileJudgement judgement, String line) {
        LatencyGroup group = judgement.group();
        boolean shard = group.kind() == LatencyGroup.Kind.SHARD;
        String key = group.kind() == LatencyGroup.Kind.OPERATION
                ? judgement.percentile() + " of " + group
                : judgement.percentile();
        return new Finding(Finding.Kind.LIMIT, "", shard ? group.name() : "", key, line);
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        LatencyComparison overall = overall();
        facts.put(
                "before",
                overall.design() == LatencyComparison.Design.STORED
                        ? "%d stored windows".formatted(overall.before().size())
                        : load(overall.before()));
        facts.put("after", load(overall.after()));
        facts.put("calibration", policy.noise().source());
        ErrorBudget budget = policy.budget();
        facts.put(
                "error",
                "%s %% in each direction over %d looks; this was look %d, with %s %%; %d comparisons at once (Holm)"
                        .formatted(
                                LatencyWords.number(100 * budget.alpha()),
                                budget.looks(),
                                budget.look(),
                                LatencyWords.number(100 * budget.level()),
                                comparisons.size() * limits.size()));
        return facts;
    }

    private LatencyComparison overall() {
        return comparisons.stream()
                .filter(comparison -> comparison.group().equals(LatencyGroup.OVERALL))
                .findFirst()
                .orElseThrow();
    }

    private long examined() {
        return requests(overall().before()) + requests(overall().after());
    }

    private static long requests(List<LatencyBlock> blocks) {
        return blocks.stream().mapToLong(LatencyBlock::requests).sum();
    }

    private static String load(List<LatencyBlock> blocks) {
        long failures = blocks.stream().mapToLong(LatencyBlock::failures).sum();
        return "%d requests in %d blocks, %d failed".formatted(requests(blocks), blocks.size(), failures);
    }
}
