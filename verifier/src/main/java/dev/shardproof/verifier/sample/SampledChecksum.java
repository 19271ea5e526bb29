package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.MovedRows;
import dev.shardproof.verifier.compare.RowCounts;
import dev.shardproof.verifier.compare.RowLocator;
import dev.shardproof.verifier.source.RowFilter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code sampledChecksum}: a random sample of the moved rows is equal on both sides, and what that proves.
 *
 * <p>A row is drawn by a keyed hash of its primary key, so both sides draw the same keys, and one that only the target
 * has is drawn like any other. Of the rows drawn the ones with the lowest hashes are compared, exactly as many as are
 * needed. Each table and move is a stratum that gets its share in proportion to its rows, but never fewer than
 * {@value #LEAST_OF_A_STRATUM} rows (or all that it has). Sees each kind of damage that the full checksum sees, with the
 * stated probability. A table without a primary key is drawn by whole rows, equal ones together.
 */
public final class SampledChecksum implements Check {

    private static final int LEAST_OF_A_STRATUM = 100;
    /** How many standard deviations more are drawn than needed, so that hardly ever too few are. */
    private static final double SLACK = 6;

    private final MovedRows rows;
    private final SamplePlan plan;
    private final long seed;
    private final LongSupplier nanoTime;

    /**
     * @param rows what moved
     * @param plan how sure one wants to be
     * @param seed decides which rows are drawn; another seed draws others
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public SampledChecksum(MovedRows rows, SamplePlan plan, long seed, LongSupplier nanoTime) {
        this.rows = Objects.requireNonNull(rows, "rows is null");
        this.plan = Objects.requireNonNull(plan, "plan is null");
        this.seed = seed;
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "sampledChecksum";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        List<Comparison> comparisons = rows.comparisons();
        RowCounts counts = RowCounts.read(comparisons);
        Map<Comparison, Long> strata = new LinkedHashMap<>();
        comparisons.forEach(one -> strata.put(one, Math.max(counts.left(one), counts.right(one))));
        long frame = strata.values().stream().mapToLong(Long::longValue).sum();
        long sharded = sharded(strata);
        boolean anySharded =
                comparisons.stream().anyMatch(one -> !one.table().spec().isReference());
        if (frame == 0 || (anySharded && sharded == 0)) {
            return CheckResult.inconclusive(name(), "no moved row was found: there is nothing to sample", since(start));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "frame", "%d rows of %d tables and moves, keys drawn from both sides".formatted(frame, strata.size()));
        facts.put("seed", Long.toString(seed));
        facts.put("confidence", Double.toString(plan.confidence()));
        facts.put("detect", Double.toString(plan.detect()));
        facts.put("rows needed", Long.toString(plan.rowsNeeded()));
        Findings findings = new Findings();
        long examined = 0;
        double share = 1;
        for (Map.Entry<Comparison, Long> stratum : strata.entrySet()) {
            long size = stratum.getValue();
            long compared = compare(stratum.getKey(), size, frame, findings);
            facts.put(stratum.getKey().toString(), "%d of %d rows".formatted(compared, size));
            examined += compared;
            share = size == 0 ? share : Math.min(share, (double) compared / size);
        }
        return result(findings, facts, frame, examined, share, start);
    }

    private long compare(Comparison stratum, long size, long frame, Findings findings) throws Exception {
        long wanted = Math.max(sampleOf(size, frame), Math.min(LEAST_OF_A_STRATUM, size));
        double drawn = (wanted + SLACK * Math.sqrt(wanted)) / Math.max(1, size);
        if (wanted >= size || drawn >= 1) {
            long limit = wanted >= size ? Long.MAX_VALUE : wanted;
            return new RowLocator(stratum).locate(RowFilter.sample(seed, Long.MAX_VALUE), limit, findings);
        }
        long below = (long) Math.ceil(drawn * Long.MAX_VALUE);
        return new RowLocator(stratum).locate(RowFilter.sample(seed, below), wanted, findings);
    }

    /** A stratum's share of the rows needed, rounded up. */
    private long sampleOf(long size, long frame) {
        long needed = plan.rowsNeeded();
        return needed >= frame ? size : (long) Math.ceil((double) needed * size / frame);
    }

    private CheckResult result(
            Findings findings, Map<String, String> facts, long frame, long examined, double share, long start) {
        long bad = findings.total();
        boolean all = share >= 1;
        // Rows beyond the proportion sharpen the view of one stratum, not the bound on the whole.
        long counted = Math.min(plan.rowsNeeded(), Math.round(share * frame));
        double bound = all ? (double) bad / examined : plan.upperBound(Math.min(bad, counted), counted);
        facts.put("share of bad rows", all ? "exactly " + number(bound) : "at most " + number(bound));
        String summary = all ? whole(bad, examined) : part(bad, examined, frame, bound);
        Verdict verdict = bad > 0
                ? Verdict.FAIL
                // A hair of rounding apart, the bound is what was asked for unless too few rows were drawn.
                : bound <= plan.detect() * (1 + 1e-9) ? Verdict.PASS : Verdict.INCONCLUSIVE;
        return new CheckResult(
                name(), verdict, summary, examined, findings.kept(), findings.total(), facts, since(start));
    }

    private String whole(long bad, long examined) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d bad; every row was compared, for a sample would have needed %,d",
                bad,
                examined,
                plan.rowsNeeded());
    }

    private String part(long bad, long examined, long frame, double bound) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d bad: at most %s of the rows (%,d of %,d), %s %% confidence",
                bad,
                examined,
                number(bound),
                (long) Math.floor(bound * frame),
                frame,
                number(plan.confidence() * 100));
    }

    /** Two significant digits for small shares, none too many for others. */
    private static String number(double value) {
        return value > 0 && value < 0.01
                ? String.format(Locale.ROOT, "%.1e", value).replace("e-0", "e-")
                : new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static long sharded(Map<Comparison, Long> strata) {
        return strata.entrySet().stream()
                .filter(stratum -> !stratum.getKey().table().spec().isReference())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private Duration since(long startNanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }
}
