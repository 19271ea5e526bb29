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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Draws rows by the keyed hash of their keys and compares them.
 *
 * <p>The statistics say about how many rows there are, so that one scan can draw and count. Then it is known how many rows
 * are needed of each stratum, and those with the lowest hashes are compared, exactly so many. Only if the statistics were
 * far off a table is scanned twice. Not thread-safe.
 */
final class RandomSample {

    /** How many standard deviations more are drawn than needed, so that hardly ever too few are. */
    private static final double SLACK = 6;
    /** By which factor statistics may err upwards without a second scan. */
    private static final double STALE = 1.1;
    /** A larger sample is read twice as a stream instead: it should not fill the memory. */
    private static final long KEPT_AT_MOST = 300_000;

    private final ComparedRows rows;
    private final SamplePlan plan;
    private final long seed;
    private final Map<String, List<Comparison>> tables = new LinkedHashMap<>();
    private final Map<String, String> unjudged = new LinkedHashMap<>();
    private final Map<Comparison, LookedAt> lookedAt = new LinkedHashMap<>();

    private final Map<Comparison, Long> sizes = new ConcurrentHashMap<>();
    private final Map<Comparison, Long> wanted = new ConcurrentHashMap<>();
    private final Map<Comparison, Long> limits = new ConcurrentHashMap<>();
    private final Map<Comparison, DrawnRows> left = new ConcurrentHashMap<>();
    private final Map<Comparison, DrawnRows> right = new ConcurrentHashMap<>();
    private final Map<Comparison, RowCounts> counts = new ConcurrentHashMap<>();

    RandomSample(ComparedRows rows, SamplePlan plan, long seed) {
        this.rows = rows;
        this.plan = plan;
        this.seed = seed;
    }

    /** Tables that could not be read while they were sampled, with the reason. */
    Map<String, String> unjudged() {
        return unjudged;
    }

    /** The keyed seed of a table. */
    long seedOf(Comparison comparison) {
        return KeySeed.of(seed, comparison.table().spec().toString());
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
        eachTable(table -> compare(table, findings));
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
        tables.get(table).forEach(lookedAt::remove);
        tables.get(table).forEach(sizes::remove);
    }

    private void estimate(List<Comparison> table, Optional<RowCounts> known)
            throws SourceException, InterruptedException {
        boolean whole = table.stream()
                .allMatch(
                        one -> one.left().slice().whole() && one.right().slice().whole());
        if (known.isEmpty() && whole && keyed(table.get(0))) {
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
        List<Long> shares = plan.allocate(strata.stream().map(sizes::get).toList());
        for (int i = 0; i < strata.size(); i++) {
            wanted.put(strata.get(i), shares.get(i));
        }
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
        Map<Slice, Long> below = new HashMap<>();
        for (Comparison one : table) {
            double slack = counts.containsKey(one) ? 1 : STALE;
            long limit = limit(wanted.get(one) * slack, sizes.get(one));
            below.merge(one.left().slice(), limit, Math::max);
            below.merge(one.right().slice(), limit, Math::max);
        }
        RowSamples drawn = RowSamples.draw(table, below::get, seedOf(table.get(0)));
        for (Comparison one : table) {
            left.put(one, drawn.left(one));
            right.put(one, drawn.right(one));
            limits.put(
                    one,
                    Math.min(
                            below.get(one.left().slice()), below.get(one.right().slice())));
            sizes.put(
                    one, Math.max(drawn.left(one).population(), drawn.right(one).population()));
        }
    }

    private void compare(List<Comparison> table, Findings findings) throws SourceException, InterruptedException {
        if (table.stream().anyMatch(this::tooFew)) {
            table.forEach(one -> counts.remove(one));
            draw(table); // now that the sizes are known
        }
        for (Comparison one : table) {
            long before = findings.total();
            if (left.containsKey(one)) {
                DrawnRows lefts = left.remove(one);
                DrawnRows rights = right.remove(one);
                long needed = wanted.get(one);
                long upTo = limits.get(one) == Long.MAX_VALUE && needed >= sizes.get(one)
                        ? Long.MAX_VALUE
                        : Math.min(limits.get(one) - 1, DrawnRows.identityOf(needed, lefts, rights));
                long compared = new RowLocator(one)
                        .compare(lefts.upTo(upTo).stream(), rights.upTo(upTo).stream(), Long.MAX_VALUE, findings);
                lookedAt.put(
                        one,
                        new LookedAt(
                                lefts.population(), rights.population(), compared, findings.total() - before, upTo));
            } else {
                long compared = stream(one, findings);
                RowCounts exact = counts.get(one);
                lookedAt.put(
                        one, new LookedAt(exact.left(one), exact.right(one), compared, findings.total() - before, -1));
            }
        }
    }

    private boolean tooFew(Comparison one) {
        return left.containsKey(one)
                && limits.get(one) < Long.MAX_VALUE
                && Math.max(left.get(one).size(), right.get(one).size()) < Math.min(wanted.get(one), sizes.get(one));
    }

    /** Compares a sample that is not kept: of a table without a key, or a very large one. */
    private long stream(Comparison stratum, Findings findings) throws SourceException {
        long needed = wanted.get(stratum);
        boolean all = needed >= sizes.get(stratum);
        RowFilter filter = RowFilter.sample(seed, all ? Long.MAX_VALUE : limit(needed, sizes.get(stratum)));
        return new RowLocator(stratum).locate(filter, all ? Long.MAX_VALUE : needed, findings);
    }

    /** Below which identity there are that many rows and some more. */
    private static long limit(double needed, long size) {
        double share = (needed + SLACK * Math.sqrt(needed)) / Math.max(1, size);
        return share >= 1 ? Long.MAX_VALUE : Math.max(1, (long) Math.ceil(share * Long.MAX_VALUE));
    }

    private static boolean keyed(Comparison comparison) {
        return !comparison.table().key().isEmpty();
    }
}
