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
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * {@code sampledChecksum}: a random sample of the moved rows is equal on both sides, and what that proves.
 *
 * <p>A row is drawn by a keyed hash of its primary key, so both sides draw the same keys, and one that only the target
 * has is drawn like any other. Of the rows drawn the ones with the lowest hashes are compared, exactly as many as are
 * needed. That reads every key once. From a large table rows are therefore drawn by the place where they lie, which reads
 * nothing else, and looked up on the other side by a unique index ({@link PlaceSample}): what such a draw can not see is a
 * second row of one key which that index does not know. Each table and move is a stratum that gets its share in proportion to its rows, but never fewer than
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
    private final long pagesForPlaces;
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
        this(rows, plan, strata, seed, RandomSample.PAGES_FOR_PLACES, nanoTime);
    }

    /** @param pagesForPlaces tables of fewer pages are not drawn from by place */
    SampledChecksum(
            ComparedRows rows, SamplePlan plan, Strata strata, long seed, long pagesForPlaces, LongSupplier nanoTime) {
        this.rows = Objects.requireNonNull(rows, "rows is null");
        this.plan = Objects.requireNonNull(plan, "plan is null");
        this.strata = Objects.requireNonNull(strata, "strata is null");
        this.seed = seed;
        this.pagesForPlaces = pagesForPlaces;
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "sampledChecksum";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        RandomSample sample = new RandomSample(rows, plan, seed, pagesForPlaces);
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
        TableLanes.forEach(
                tables,
                ofOneTable -> {
                    for (Comparison one : ofOneTable) {
                        byTable.get(one.table().spec().toString()).compare(one, sample.seedOf(one), lookedAt.get(one));
                    }
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
        List<Stratum> parts = lookedAt.values().stream()
                .flatMap(looked -> looked.strata().stream())
                .toList();
        Frame frame = Frame.of(lookedAt.values());
        long worst = Math.min(plan.upperLimit(bad, parts), frame.rows());
        double share = Math.min(1, (double) worst / Math.max(1, frame.atLeast()));
        String words = frame.whole() ? whole(bad, frame.compared()) : part(bad, frame, share, worst);
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
                name(), verdict, words, frame.compared(), findings.kept(), findings.total(), facts, since(start));
    }

    /**
     * All rows that were drawn from.
     *
     * @param exact whether they were counted, not estimated
     * @param atLeast how many there are with near certainty, if they were not
     * @param compared how many were compared
     */
    private record Frame(long rows, boolean exact, long atLeast, long compared, boolean whole) {
        static Frame of(Collection<LookedAt> lookedAt) {
            long rows = 0;
            long estimated = 0;
            long met = 0;
            for (LookedAt looked : lookedAt) {
                long size = Math.max(looked.size(), looked.compared());
                rows += size;
                estimated += looked.exact() ? 0 : size;
                met += looked.exact() ? 0 : looked.compared();
            }
            return new Frame(
                    rows,
                    estimated == 0,
                    // Of the rows met at places drawn, about half are met on either side.
                    PlaceSample.atLeast(rows, estimated, met / 2.0),
                    lookedAt.stream().mapToLong(LookedAt::compared).sum(),
                    lookedAt.stream().allMatch(LookedAt::whole));
        }

        /** {@code about}, if they are. */
        String about() {
            return SampledChecksum.about(exact);
        }
    }

    private static String about(boolean exact) {
        return exact ? "" : "about ";
    }

    private Map<String, String> facts(Map<Comparison, LookedAt> lookedAt, Frame frame, double share, long worst) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "frame",
                "%s%d rows of %d tables and moves, keys drawn from both sides"
                        .formatted(frame.about(), frame.rows(), lookedAt.size()));
        facts.put("seed", Long.toString(seed));
        facts.put("confidence", Double.toString(plan.confidence()));
        facts.put("detect", Double.toString(plan.detect()));
        facts.put(
                "rows needed",
                Long.toString(frame.rows() <= plan.rowsNeeded() ? plan.rowsNeeded() : plan.rowsNeeded(frame.rows())));
        facts.put(
                "share of bad rows",
                frame.whole()
                        ? "exactly " + number(share)
                        : String.format(
                                Locale.ROOT,
                                "at most %s (%,d of %s%,d rows)",
                                upwards(share),
                                worst,
                                frame.about(),
                                frame.rows()));
        lookedAt.forEach((comparison, looked) -> facts.put(comparison.toString(), fact(comparison, looked)));
        return facts;
    }

    private static String fact(Comparison comparison, LookedAt looked) {
        String about = about(looked.exact());
        String rows = "%d of %s%d rows, %d bad (%s has %s%d, %s has %s%d)"
                .formatted(
                        looked.compared(),
                        about,
                        Math.max(looked.size(), looked.compared()),
                        looked.bad(),
                        comparison.left().label(),
                        about,
                        looked.left(),
                        comparison.right().label(),
                        about,
                        looked.right());
        return looked.draws().isEmpty()
                ? rows
                : looked.draws().stream()
                        .map(draw -> "%s %d of %d".formatted(draw.shard(), draw.drawn(), draw.places()))
                        .collect(Collectors.joining(", ", rows + "; places drawn: ", ""));
    }

    private String whole(long bad, long examined) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d bad; every row was compared, for a sample would have needed %,d",
                bad,
                examined,
                plan.rowsNeeded());
    }

    private String part(long bad, Frame frame, double share, long worst) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d bad: at most %s of the rows (%,d of %s%,d), %s %% confidence",
                bad,
                frame.compared(),
                upwards(share),
                worst,
                frame.about(),
                frame.rows(),
                number(plan.confidence() * 100));
    }

    /** As {@link #number}, but never less than the value: what is rounded down is no bound. */
    static String upwards(double value) {
        // What a division leaves behind the twelfth digit is no reason to go up.
        BigDecimal exact = BigDecimal.valueOf(value).round(new MathContext(12));
        return small(value)
                ? scientific(exact.round(new MathContext(2, RoundingMode.CEILING)))
                : plain(exact.round(new MathContext(4, RoundingMode.CEILING)));
    }

    /** Two significant digits for small shares, none too many for others. */
    private static String number(double value) {
        return small(value)
                ? scientific(new BigDecimal(value))
                : plain(new BigDecimal(value).round(new MathContext(4)));
    }

    private static boolean small(double value) {
        return value > 0 && value < 0.01;
    }

    private static String scientific(BigDecimal value) {
        return String.format(Locale.ROOT, "%.1e", value).replace("e-0", "e-");
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    private Duration since(long startNanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }
}
