package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowCounts;
import dev.shardproof.verifier.compare.RowSamples;
import dev.shardproof.verifier.compare.TableLanes;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws rows by chance and compares them: from a large table by the places where they lie ({@link PlaceSample}), from any other
 * one by the keyed hash of their keys.
 *
 * <p>The statistics say about how many rows there are, so that one scan can draw and count. Then it is known how many rows
 * are needed of each stratum ({@link StratumDraw}), and those with the lowest hashes are compared, exactly so many. Only if the
 * statistics were far off a table is read twice. Not thread-safe.
 */
final class RandomSample {

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
    private final Map<String, List<StratumDraw>> tables = new LinkedHashMap<>();
    private final Map<String, String> unjudged = new LinkedHashMap<>();

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
        String table = nameOf(comparison);
        return KeySeed.of(seed, comparison.table().spec().isReference() ? table + ", " + comparison.where() : table);
    }

    private static String nameOf(Comparison comparison) {
        return comparison.table().spec().toString();
    }

    /** Draws and compares; what was seen, stratum by stratum. */
    Map<Comparison, LookedAt> run(Findings findings) throws InterruptedException {
        for (Comparison one : rows.comparisons()) {
            tables.computeIfAbsent(nameOf(one), table -> new ArrayList<>())
                    .add(new StratumDraw(one, seed, seedOf(one)));
        }
        Optional<RowCounts> known = rows.knownCounts();
        eachTable(table -> size(table, known));
        allocate();
        // Several tables at once: that is where the time goes.
        TableLanes.forEach(judged(), this::draw, this::setAside);
        allocate();
        for (int again = 0; again < DRAWS_AGAIN; again++) {
            eachTable(this::drawAgain);
        }
        return compareAll(findings);
    }

    /** A table that can not be read is set aside; the others go on. */
    private void eachTable(TableLanes.Step<List<StratumDraw>> step) throws InterruptedException {
        for (Map.Entry<String, List<StratumDraw>> table : judged().entrySet()) {
            try {
                step.of(table.getValue());
            } catch (SourceException e) {
                setAside(table.getKey(), e);
            }
        }
    }

    private Map<String, List<StratumDraw>> judged() {
        Map<String, List<StratumDraw>> judged = new LinkedHashMap<>(tables);
        judged.keySet().removeAll(unjudged.keySet());
        judged.keySet().removeAll(rows.unjudged().keySet());
        return judged;
    }

    private void setAside(String table, SourceException e) {
        unjudged.put(table, e.getMessage());
    }

    private static void size(List<StratumDraw> table, Optional<RowCounts> known)
            throws SourceException, InterruptedException {
        if (known.isEmpty()
                && table.stream().allMatch(StratumDraw::whole)
                && table.get(0).keyed()) {
            for (StratumDraw one : table) {
                one.estimate();
            }
        } else {
            RowCounts exact = known.isPresent() ? known.get() : count(table);
            table.forEach(one -> one.count(exact));
        }
    }

    private static RowCounts count(List<StratumDraw> table) throws SourceException, InterruptedException {
        return RowCounts.read(comparisons(table));
    }

    private static List<Comparison> comparisons(List<StratumDraw> strata) {
        return strata.stream().map(StratumDraw::comparison).toList();
    }

    private void allocate() {
        List<StratumDraw> strata =
                judged().values().stream().flatMap(List::stream).toList();
        List<Long> shares = plan.allocate(strata.stream().map(StratumDraw::size).toList(), atLeast(strata));
        for (int i = 0; i < strata.size(); i++) {
            strata.get(i).want(shares.get(i));
        }
    }

    /** How many rows there will be with near certainty, when the tables that nobody counts have been drawn from by place. */
    private long atLeast(List<StratumDraw> strata) {
        long frame = strata.stream().mapToLong(StratumDraw::size).sum();
        long estimated = strata.stream()
                .filter(one -> !one.counted())
                .mapToLong(StratumDraw::size)
                .sum();
        return PlaceSample.atLeast(frame, estimated, MET_ONCE * plan.rowsNeeded() * estimated / Math.max(1, frame));
    }

    private void draw(List<StratumDraw> table) throws SourceException, InterruptedException {
        long rowsToKeep = table.stream().mapToLong(StratumDraw::wanted).sum();
        if (!table.get(0).keyed() || rowsToKeep > KEPT_AT_MOST) {
            if (!table.stream().allMatch(StratumDraw::counted)) {
                RowCounts exact = count(table);
                table.forEach(one -> one.count(exact));
            }
        } else if (2 * rowsToKeep <= KEPT_AT_MOST && suitsPlaces(table)) {
            for (StratumDraw one : table) {
                one.drawByPlace();
            }
        } else if (table.get(0).reference()) {
            for (StratumDraw one : table) {
                drawByHash(List.of(one));
            }
        } else {
            drawByHash(table);
        }
    }

    /** Both sides and their halves of a sample are kept. */
    private boolean suitsPlaces(List<StratumDraw> table) throws SourceException, InterruptedException {
        for (StratumDraw one : table) {
            if (!one.whole() || !one.suitsPlaces(pagesForPlaces)) {
                return false;
            }
        }
        return true;
    }

    /** Draws from strata of one seed, in one scan a shard. */
    private static void drawByHash(List<StratumDraw> ofOneSeed) throws SourceException, InterruptedException {
        Map<Slice, Long> below = new HashMap<>();
        for (StratumDraw one : ofOneSeed) {
            below.merge(one.comparison().left().slice(), one.limitToDraw(), Math::max);
            below.merge(one.comparison().right().slice(), one.limitToDraw(), Math::max);
        }
        RowSamples drawn = RowSamples.draw(
                comparisons(ofOneSeed), below::get, ofOneSeed.get(0).keySeed());
        ofOneSeed.forEach(one -> one.drawnByHash(drawn, below::get));
    }

    /** Once more if it was too little, now that the size is better known; perhaps in the other way, so that nothing may stay. */
    private void drawAgain(List<StratumDraw> table) throws SourceException, InterruptedException {
        if (table.stream().anyMatch(StratumDraw::tooFew)) {
            if (table.stream().noneMatch(StratumDraw::drawnByPlace)) {
                table.forEach(StratumDraw::forgetCounts);
            }
            table.forEach(StratumDraw::forget);
            draw(table);
            allocate();
        }
    }

    /** What was seen of a table, and what was found before it could not be read any more. */
    private record Compared(Findings findings, Map<Comparison, LookedAt> lookedAt) {}

    /** Several tables at once, but what is streamed from all shards one after the other; the findings in the tables' order. */
    private Map<Comparison, LookedAt> compareAll(Findings findings) throws InterruptedException {
        Map<String, List<StratumDraw>> kept = judged();
        kept.values().removeIf(table -> !table.stream().allMatch(StratumDraw::kept));
        Map<String, Compared> compared = new LinkedHashMap<>();
        tables.keySet().forEach(table -> compared.put(table, new Compared(new Findings(), new LinkedHashMap<>())));
        TableLanes.forEach(kept, table -> compare(table, compared), this::setAside);
        eachTable(table -> {
            if (!kept.containsValue(table)) {
                compare(table, compared);
            }
        });
        Map<Comparison, LookedAt> lookedAt = new LinkedHashMap<>();
        compared.values().forEach(of -> of.findings().addTo(findings));
        judged().keySet().forEach(table -> lookedAt.putAll(compared.get(table).lookedAt()));
        return lookedAt;
    }

    private static void compare(List<StratumDraw> table, Map<String, Compared> compared)
            throws SourceException, InterruptedException {
        for (StratumDraw one : table) {
            Compared of = compared.get(nameOf(one.comparison()));
            of.lookedAt().put(one.comparison(), one.compare(of.findings()));
        }
    }
}
