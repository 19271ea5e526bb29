package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowCounts;
import dev.shardproof.verifier.compare.RowSamples;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.TableLanes;
import dev.shardproof.verifier.compare.locate.RowLocator;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.DrawnRows;
import dev.shardproof.verifier.source.rows.PlacedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Draws rows by chance and compares them: from a large table by the places where they lie ({@link PlaceSample}), from any other
 * one by the keyed hash of their keys.
 *
 * <p>The statistics say about how many rows there are, so that one scan can draw and count. Then it is known how many rows
 * are needed of each stratum, and those with the lowest hashes are compared, exactly so many. Only if the statistics were
 * far off a table is read twice. Not thread-safe.
 */
final class RandomSample {

    /** How many standard deviations more are drawn than needed, so that hardly ever too few are. */
    private static final double SLACK = 6;
    /** By which factor statistics may err upwards without a second scan. */
    private static final double STALE = 1.1;
    /** Of the rows that are drawn on a side, no more than a tenth are drawn on the other, too. */
    private static final double MET_ONCE = 0.9;
    /** A larger sample is read twice as a stream instead: it should not fill the memory. */
    private static final long KEPT_AT_MOST = 300_000;
    /** So often is a table drawn from again when it turns out to be of another size than was thought. */
    private static final int DRAWS_AGAIN = 3;
    /** A table of fewer pages is scanned in a moment. */
    static final long PAGES_FOR_PLACES = 1_000;

    private final ComparedRows rows;
    private final SamplePlan plan;
    private final long seed;
    private final long pagesForPlaces;
    private final Map<String, List<Comparison>> tables = new LinkedHashMap<>();
    private final Map<String, String> unjudged = new LinkedHashMap<>();
    private final Map<Comparison, LookedAt> lookedAt = new LinkedHashMap<>();

    private final Map<Comparison, Long> sizes = new ConcurrentHashMap<>();
    private final Map<Comparison, Long> wanted = new ConcurrentHashMap<>();
    private final Map<Comparison, Long> limits = new ConcurrentHashMap<>();
    private final Map<Comparison, DrawnRows> left = new ConcurrentHashMap<>();
    private final Map<Comparison, DrawnRows> right = new ConcurrentHashMap<>();
    private final Map<Comparison, Map<Side, PlacedRows>> placed = new ConcurrentHashMap<>();
    private final Map<Comparison, RowCounts> counts = new ConcurrentHashMap<>();

    /** @param pagesForPlaces tables of fewer pages are not drawn from by place */
    RandomSample(ComparedRows rows, SamplePlan plan, long seed, long pagesForPlaces) {
        this.rows = rows;
        this.plan = plan;
        this.seed = seed;
        this.pagesForPlaces = pagesForPlaces;
    }

    /** Tables that could not be read while they were sampled, with the reason. */
    Map<String, String> unjudged() {
        return unjudged;
    }

    /**
     * The keyed seed of a table. Each copy of a reference table has one of its own: the copies have the same keys, and what
     * one draw misses because of its keys, all would miss, where the bound takes them for independent.
     */
    long seedOf(Comparison comparison) {
        String table = comparison.table().spec().toString();
        return KeySeed.of(seed, isReference(comparison) ? table + ", " + comparison.where() : table);
    }

    private static boolean isReference(Comparison comparison) {
        return comparison.table().spec().isReference();
    }

    /** Draws and compares; what was seen, stratum by stratum. */
    Map<Comparison, LookedAt> run(Findings findings) throws InterruptedException {
        for (Comparison comparison : rows.comparisons()) {
            tables.computeIfAbsent(comparison.table().spec().toString(), table -> new ArrayList<>())
                    .add(comparison);
        }
        Optional<RowCounts> known = rows.knownCounts();
        eachTable(table -> estimate(table, known));
        allocate();
        drawAll();
        allocate();
        for (int again = 0; again < DRAWS_AGAIN; again++) {
            eachTable(this::drawAgain);
        }
        compareAll(findings);
        return lookedAt;
    }

    /** Several tables at once: that is where the time goes. */
    private void drawAll() throws InterruptedException {
        Map<String, List<Comparison>> judged = new LinkedHashMap<>(tables);
        judged.keySet().removeIf(table -> !judged(table));
        TableLanes.run(
                judged,
                table -> {
                    draw(table);
                    return true;
                },
                this::setAside);
    }

    @FunctionalInterface
    private interface Step {
        void of(List<Comparison> table) throws SourceException, InterruptedException;
    }

    /** A table that can not be read is set aside; the others go on. */
    private void eachTable(Step step) throws InterruptedException {
        for (Map.Entry<String, List<Comparison>> table : tables.entrySet()) {
            if (judged(table.getKey())) {
                try {
                    step.of(table.getValue());
                } catch (SourceException e) {
                    setAside(table.getKey(), e);
                }
            }
        }
    }

    private boolean judged(String table) {
        return !unjudged.containsKey(table) && !rows.unjudged().containsKey(table);
    }

    private void setAside(String table, SourceException e) {
        unjudged.put(table, e.getMessage());
        tables.get(table).forEach(sizes::remove);
    }

    private void estimate(List<Comparison> table, Optional<RowCounts> known)
            throws SourceException, InterruptedException {
        if (known.isEmpty() && table.stream().allMatch(RandomSample::whole) && keyed(table.get(0))) {
            for (Comparison one : table) {
                Map<Side, Long> estimates = RowSamples.estimates(one);
                sizes.put(one, Math.max(estimates.get(one.left()), estimates.get(one.right())));
            }
            return;
        }
        RowCounts exact = known.isPresent() ? known.get() : RowCounts.read(table);
        for (Comparison one : table) {
            counts.put(one, exact);
            sizes.put(one, Math.max(exact.left(one), exact.right(one)));
        }
    }

    private void allocate() {
        List<Comparison> strata = List.copyOf(sizes.keySet());
        List<Long> shares = plan.allocate(strata.stream().map(sizes::get).toList(), atLeast(strata));
        for (int i = 0; i < strata.size(); i++) {
            wanted.put(strata.get(i), shares.get(i));
        }
    }

    /** How many rows there will be with near certainty, when the tables that nobody counts have been drawn from by place. */
    private long atLeast(List<Comparison> strata) {
        long frame = strata.stream().mapToLong(sizes::get).sum();
        long estimated = strata.stream()
                .filter(one -> !counts.containsKey(one) && !left.containsKey(one))
                .mapToLong(sizes::get)
                .sum();
        double met = MET_ONCE * plan.rowsNeeded() * estimated / Math.max(1, frame);
        return frame - (long) Math.ceil(estimated * PlaceSample.doubt(met));
    }

    private void draw(List<Comparison> table) throws SourceException, InterruptedException {
        long rowsToKeep = table.stream().mapToLong(wanted::get).sum();
        if (!keyed(table.get(0)) || rowsToKeep > KEPT_AT_MOST) {
            for (Comparison one : table) {
                if (!counts.containsKey(one)) {
                    RowCounts exact = RowCounts.read(table);
                    table.forEach(other -> counts.put(other, exact));
                }
                sizes.put(
                        one, Math.max(counts.get(one).left(one), counts.get(one).right(one)));
            }
            return;
        }
        if (drawnByPlace(table, rowsToKeep)) {
            return;
        }
        if (isReference(table.get(0))) {
            for (Comparison one : table) {
                drawByHash(List.of(one));
            }
        } else {
            drawByHash(table);
        }
    }

    /** Draws from comparisons of one seed, in one scan a shard. */
    private void drawByHash(List<Comparison> ofOneSeed) throws SourceException, InterruptedException {
        Map<Slice, Long> below = new HashMap<>();
        for (Comparison one : ofOneSeed) {
            double slack = counts.containsKey(one) ? 1 : STALE;
            long limit = limit(wanted.get(one) * slack, sizes.get(one));
            below.merge(one.left().slice(), limit, Math::max);
            below.merge(one.right().slice(), limit, Math::max);
        }
        RowSamples drawn = RowSamples.draw(ofOneSeed, below::get, seedOf(ofOneSeed.get(0)));
        for (Comparison one : ofOneSeed) {
            left.put(one, drawn.left(one));
            right.put(one, drawn.right(one));
            limits.put(
                    one,
                    LongStream.of(
                                    below.get(one.left().slice()),
                                    below.get(one.right().slice()),
                                    drawn.left(one).below(),
                                    drawn.right(one).below())
                            .min()
                            .getAsLong());
            sizes.put(
                    one, Math.max(drawn.left(one).population(), drawn.right(one).population()));
        }
    }

    /** Draws by place from a table for which that is less work; both sides and their halves of a sample are kept. */
    private boolean drawnByPlace(List<Comparison> table, long rowsToKeep) throws SourceException, InterruptedException {
        if (2 * rowsToKeep > KEPT_AT_MOST || !table.stream().allMatch(RandomSample::whole)) {
            return false;
        }
        for (Comparison one : table) {
            if (!placeSample(one).suits(wanted.get(one), sizes.get(one), pagesForPlaces)) {
                return false;
            }
        }
        for (Comparison one : table) {
            Map<Side, PlacedRows> drawn = placeSample(one).draw(wanted.get(one), sizes.get(one));
            placed.put(one, drawn);
            if (!counts.containsKey(one)) {
                sizes.put(
                        one,
                        drawn.values().stream()
                                .mapToLong(side -> side.rows().population())
                                .max()
                                .orElseThrow());
            }
        }
        return true;
    }

    private PlaceSample placeSample(Comparison one) {
        return new PlaceSample(one, seed, seedOf(one));
    }

    private LookedAt compareByPlace(Comparison one, Findings findings) throws SourceException, InterruptedException {
        Map<Side, PlacedRows> drawn = placed.remove(one);
        long before = findings.total();
        long compared = placeSample(one).compare(drawn, findings);
        Optional<RowCounts> exact = Optional.ofNullable(counts.get(one));
        PlacedRows lefts = drawn.get(one.left());
        PlacedRows rights = drawn.get(one.right());
        return new LookedAt(
                exact.map(counted -> counted.left(one)).orElse(lefts.rows().population()),
                exact.map(counted -> counted.right(one)).orElse(rights.rows().population()),
                exact.isPresent(),
                compared,
                findings.total() - before,
                0, // no row in particular was compared on both sides
                lefts.and(rights).draws());
    }

    /** What was seen of a table, and what was found before it could not be read any more. */
    private record Compared(Findings findings, Map<Comparison, LookedAt> lookedAt) {}

    /** Several tables at once, but what is streamed from all shards one after the other; the findings in the tables' order. */
    private void compareAll(Findings findings) throws InterruptedException {
        Map<String, List<Comparison>> kept = new LinkedHashMap<>();
        Map<String, Compared> compared = new LinkedHashMap<>();
        tables.forEach((table, comparisons) -> {
            compared.put(table, new Compared(new Findings(), new LinkedHashMap<>()));
            if (judged(table) && comparisons.stream().allMatch(this::isKept)) {
                kept.put(table, comparisons);
            }
        });
        TableLanes.run(
                kept,
                table -> {
                    compare(table, compared.get(nameOf(table)));
                    return true;
                },
                this::setAside);
        eachTable(table -> {
            if (!kept.containsKey(nameOf(table))) {
                compare(table, compared.get(nameOf(table)));
            }
        });
        compared.forEach((table, of) -> {
            of.findings().addTo(findings);
            if (judged(table)) {
                lookedAt.putAll(of.lookedAt());
            }
        });
    }

    private static String nameOf(List<Comparison> table) {
        return table.get(0).table().spec().toString();
    }

    private boolean isKept(Comparison one) {
        return placed.containsKey(one) || left.containsKey(one);
    }

    private void compare(List<Comparison> table, Compared compared) throws SourceException, InterruptedException {
        Findings findings = compared.findings();
        for (Comparison one : table) {
            compared.lookedAt()
                    .put(
                            one,
                            placed.containsKey(one)
                                    ? compareByPlace(one, findings)
                                    : left.containsKey(one)
                                            ? compareByHash(one, findings)
                                            : compareStreams(one, findings));
        }
    }

    private LookedAt compareByHash(Comparison one, Findings findings) throws SourceException {
        DrawnRows lefts = left.remove(one);
        DrawnRows rights = right.remove(one);
        long needed = wanted.get(one);
        long upTo = limits.get(one) == Long.MAX_VALUE && needed >= sizes.get(one)
                ? Long.MAX_VALUE
                : Math.min(limits.get(one) - 1, DrawnRows.identityOf(needed, lefts, rights));
        long before = findings.total();
        long compared = new RowLocator(one)
                .compare(lefts.upTo(upTo).stream(), rights.upTo(upTo).stream(), Long.MAX_VALUE, findings);
        return new LookedAt(
                lefts.population(), rights.population(), true, compared, findings.total() - before, upTo, List.of());
    }

    private LookedAt compareStreams(Comparison one, Findings findings) throws SourceException {
        long before = findings.total();
        long compared = stream(one, findings);
        RowCounts exact = counts.get(one);
        return new LookedAt(
                exact.left(one), exact.right(one), true, compared, findings.total() - before, -1, List.of());
    }

    /** Once more if it was too little, now that the size is better known; perhaps in the other way, so that nothing may stay. */
    private void drawAgain(List<Comparison> table) throws SourceException, InterruptedException {
        if (table.stream().noneMatch(this::tooFew)) {
            return;
        }
        if (table.stream().noneMatch(placed::containsKey)) {
            table.forEach(counts::remove);
        }
        List.of(placed, left, right, limits).forEach(ofDraw -> table.forEach(ofDraw::remove));
        draw(table);
        allocate();
    }

    private boolean tooFew(Comparison one) {
        if (placed.containsKey(one)) {
            return !PlaceSample.enough(placed.get(one), wanted.get(one), sizes.get(one), counts.containsKey(one));
        }
        return left.containsKey(one)
                && limits.get(one) < Long.MAX_VALUE
                && Math.max(left.get(one).size(), right.get(one).size()) < Math.min(wanted.get(one), sizes.get(one));
    }

    /** Compares a sample that is not kept: of a table without a key, or a very large one. */
    private long stream(Comparison stratum, Findings findings) throws SourceException {
        long needed = wanted.get(stratum);
        boolean all = needed >= sizes.get(stratum);
        RowFilter filter = RowFilter.sample(seedOf(stratum), all ? Long.MAX_VALUE : limit(needed, sizes.get(stratum)));
        return new RowLocator(stratum).locate(filter, all ? Long.MAX_VALUE : needed, findings);
    }

    /** Below which identity there are that many rows and some more. */
    private static long limit(double needed, long size) {
        double share = (needed + SLACK * Math.sqrt(needed)) / Math.max(1, size);
        return share >= 1 ? Long.MAX_VALUE : Math.max(1, (long) Math.ceil(share * Long.MAX_VALUE));
    }

    private static boolean whole(Comparison one) {
        return one.left().slice().whole() && one.right().slice().whole();
    }

    private static boolean keyed(Comparison comparison) {
        return !comparison.table().key().isEmpty();
    }
}
