package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.TableLanes;
import dev.shardproof.verifier.compare.Unjudged;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * {@code sampledChecksum}: a random sample of the moved rows is equal on both sides, and what that proves.
 *
 * <p>A row is drawn by a keyed hash of its primary key, so both sides draw the same keys, and one that only the target
 * has is drawn like any other. Of the rows drawn the ones with the lowest hashes are compared, exactly as many as are
 * needed. Each table and move is a stratum that gets its share in proportion to its rows, but never fewer than
 * {@value SamplePlan#LEAST_OF_A_STRATUM} rows (or all that it has). Sees each kind of damage that the full checksum sees,
 * with the stated probability. A table without a primary key is drawn by whole rows, equal ones together.
 *
 * <p>The frame is the larger of the two sides' row counts. What only the smaller side has comes on top, at most half as many
 * rows as are bad, which changes the bound by less than half of itself times itself.
 *
 * <p>Besides, rows where damage likes to sit are compared on purpose ({@link Strata}). A bad one is a finding like any
 * other; good ones add nothing to the bound.
 */
public final class SampledChecksum implements Check {

    private final ComparedRows rows;
    private final SamplePlan plan;
    private final Strata strata;
    private final long seed;
    private final LongSupplier nanoTime;

    /**
     * With {@link Strata#DEFAULT}.
     *
     * @param rows what moved
     * @param plan how sure one wants to be
     * @param seed decides which rows are drawn; another seed draws others
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public SampledChecksum(ComparedRows rows, SamplePlan plan, long seed, LongSupplier nanoTime) {
        this(rows, plan, Strata.DEFAULT, seed, nanoTime);
    }

    /** @param strata what to compare beyond the random sample */
    public SampledChecksum(ComparedRows rows, SamplePlan plan, Strata strata, long seed, LongSupplier nanoTime) {
        this.rows = Objects.requireNonNull(rows, "rows is null");
        this.plan = Objects.requireNonNull(plan, "plan is null");
        this.strata = Objects.requireNonNull(strata, "strata is null");
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
        RandomSample sample = new RandomSample(rows, plan, seed);
        Findings findings = new Findings();
        Map<Comparison, LookedAt> lookedAt = sample.run(findings);
        long bad = findings.total();
        Map<String, String> unjudged = new TreeMap<>(rows.unjudged());
        unjudged.putAll(sample.unjudged());
        if (nothing(lookedAt)) {
            String reason = unjudged.isEmpty()
                    ? "no moved row was found: there is nothing to sample"
                    : Unjudged.summary(unjudged);
            return CheckResult.inconclusive(name(), reason, since(start));
        }
        NotableRows notable = notable(lookedAt, sample, unjudged);
        notable.findings().addTo(findings);
        return result(lookedAt, bad, notable, findings, unjudged, start);
    }

    /** Compares the notable rows of several tables at once; what was found before a table failed counts too. */
    private NotableRows notable(Map<Comparison, LookedAt> lookedAt, RandomSample sample, Map<String, String> unjudged)
            throws InterruptedException {
        Map<String, List<Comparison>> tables = new LinkedHashMap<>();
        lookedAt.forEach((comparison, looked) -> {
            String table = comparison.table().spec().toString();
            if (!looked.whole() && looked.upTo() >= 0 && !unjudged.containsKey(table)) {
                tables.computeIfAbsent(table, any -> new ArrayList<>()).add(comparison);
            }
        });
        Map<String, NotableRows> byTable = new LinkedHashMap<>();
        tables.keySet().forEach(table -> byTable.put(table, new NotableRows(strata, seed)));
        TableLanes.run(
                tables,
                ofOneTable -> {
                    for (Comparison one : ofOneTable) {
                        byTable.get(one.table().spec().toString()).compare(one, sample.seedOf(one), lookedAt.get(one));
                    }
                    return true;
                },
                (table, e) -> unjudged.put(table, e.getMessage()));
        NotableRows all = new NotableRows(strata, seed);
        byTable.values().forEach(all::add);
        return all;
    }

    /** No row at all, or of all that should have moved nothing but the reference tables. */
    private static boolean nothing(Map<Comparison, LookedAt> lookedAt) {
        boolean anySharded =
                lookedAt.keySet().stream().anyMatch(one -> !one.table().spec().isReference());
        return lookedAt.entrySet().stream()
                .filter(stratum ->
                        !anySharded || !stratum.getKey().table().spec().isReference())
                .allMatch(stratum -> stratum.getValue().size() == 0);
    }

    private CheckResult result(
            Map<Comparison, LookedAt> lookedAt,
            long bad,
            NotableRows notable,
            Findings findings,
            Map<String, String> unjudged,
            long start) {
        List<Stratum> parts = lookedAt.values().stream().map(LookedAt::stratum).toList();
        StratifiedFrame frame = new StratifiedFrame(parts);
        long worst = plan.upperLimit(bad, parts);
        double share = (double) worst / frame.size();
        String words = frame.whole() ? whole(bad, frame.drawn()) : part(bad, frame.drawn(), frame.size(), share, worst);
        long more = findings.total() - bad;
        if (more > 0) {
            words += String.format(
                    Locale.ROOT,
                    "; %,d more of %,d compared besides (edges, newest, widest)",
                    more,
                    notable.compared());
        }
        if (!unjudged.isEmpty()) {
            words += "; " + Unjudged.summary(unjudged);
        }
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : unjudged.isEmpty() && share <= plan.detect() ? Verdict.PASS : Verdict.INCONCLUSIVE;
        Map<String, String> facts = facts(lookedAt, frame, share, worst);
        facts.putAll(notable.facts());
        unjudged.forEach((table, reason) -> facts.put(table + ", not judged", reason));
        return new CheckResult(
                name(), verdict, words, frame.drawn(), findings.kept(), findings.total(), facts, since(start));
    }

    private Map<String, String> facts(
            Map<Comparison, LookedAt> lookedAt, StratifiedFrame frame, double share, long worst) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "frame",
                "%d rows of %d tables and moves, keys drawn from both sides".formatted(frame.size(), lookedAt.size()));
        facts.put("seed", Long.toString(seed));
        facts.put("confidence", Double.toString(plan.confidence()));
        facts.put("detect", Double.toString(plan.detect()));
        facts.put(
                "rows needed",
                Long.toString(frame.size() <= plan.rowsNeeded() ? plan.rowsNeeded() : plan.rowsNeeded(frame.size())));
        facts.put(
                "share of bad rows",
                frame.whole()
                        ? "exactly " + number(share)
                        : String.format(
                                Locale.ROOT, "at most %s (%,d of %,d rows)", number(share), worst, frame.size()));
        lookedAt.forEach((comparison, looked) -> facts.put(
                comparison.toString(),
                "%d of %d rows, %d bad (%s has %d, %s has %d)"
                        .formatted(
                                looked.compared(),
                                looked.stratum().size(),
                                looked.bad(),
                                comparison.left().label(),
                                looked.left(),
                                comparison.right().label(),
                                looked.right())));
        return facts;
    }

    private String whole(long bad, long examined) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d bad; every row was compared, for a sample would have needed %,d",
                bad,
                examined,
                plan.rowsNeeded());
    }

    private String part(long bad, long examined, long frame, double share, long worst) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d bad: at most %s of the rows (%,d of %,d), %s %% confidence",
                bad,
                examined,
                number(share),
                worst,
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

    private Duration since(long startNanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }
}
