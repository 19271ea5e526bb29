package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowCounts;
import dev.shardproof.verifier.compare.RowSamples;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.locate.RowLocator;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.DrawnRows;
import dev.shardproof.verifier.source.rows.PlacedRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * What is known of one stratum, that is of one comparison, and what was drawn of it: by place, by hash, or nothing that is
 * kept, for it is compared as a stream.
 *
 * <p>For one thread at a time.
 */
final class StratumDraw {

    /** How many standard deviations more are drawn than needed, so that hardly ever too few are. */
    private static final double SLACK = 6;
    /** By which factor statistics may err upwards without a second scan. */
    private static final double STALE = 1.1;

    private final Comparison comparison;
    private final long keySeed;
    private final PlaceSample byPlace;

    private Optional<RowCounts> counts = Optional.empty();
    private Optional<Map<Side, PlacedRows>> placed = Optional.empty();
    private Optional<Hashed> hashed = Optional.empty();
    private long size;
    private long wanted;

    /** What was drawn by the hash of its key; all rows whose identity is below the limit. */
    private record Hashed(DrawnRows left, DrawnRows right, long limit) {}

    /**
     * @param seed decides which places are drawn
     * @param keySeed the seed under which keys are hashed
     */
    StratumDraw(Comparison comparison, long seed, long keySeed) {
        this.comparison = comparison;
        this.keySeed = keySeed;
        byPlace = new PlaceSample(comparison, seed, keySeed);
    }

    Comparison comparison() {
        return comparison;
    }

    long keySeed() {
        return keySeed;
    }

    boolean reference() {
        return comparison.table().spec().isReference();
    }

    boolean keyed() {
        return !comparison.table().key().isEmpty();
    }

    /** Whether both sides are whole tables. */
    boolean whole() {
        return comparison.left().slice().whole() && comparison.right().slice().whole();
    }

    /** How many rows the larger side has; perhaps an estimate. */
    long size() {
        return size;
    }

    /** Whether the size is exact, or will be when the rows are compared. */
    boolean counted() {
        return counts.isPresent() || hashed.isPresent();
    }

    /** How many rows are to be compared. */
    long wanted() {
        return wanted;
    }

    void want(long rows) {
        wanted = rows;
    }

    /** Takes the statistics' word for the size. */
    void estimate() throws SourceException, InterruptedException {
        Map<Side, Long> estimates = RowSamples.estimates(comparison);
        size = Math.max(estimates.get(comparison.left()), estimates.get(comparison.right()));
    }

    void count(RowCounts exact) {
        counts = Optional.of(exact);
        size = Math.max(exact.left(comparison), exact.right(comparison));
    }

    /** Whether rows were drawn that are kept until they are compared. */
    boolean kept() {
        return placed.isPresent() || hashed.isPresent();
    }

    /** Lets go of what was drawn. */
    void forget() {
        placed = Optional.empty();
        hashed = Optional.empty();
    }

    /** Lets go of a count, too: it may be what misled. */
    void forgetCounts() {
        counts = Optional.empty();
    }

    boolean drawnByPlace() {
        return placed.isPresent();
    }

    /** Whether to draw by place is possible, and less work than to read the tables. */
    boolean suitsPlaces(long leastPages) throws SourceException, InterruptedException {
        return byPlace.suits(wanted, size, leastPages);
    }

    void drawByPlace() throws SourceException, InterruptedException {
        Map<Side, PlacedRows> drawn = byPlace.draw(wanted, size);
        placed = Optional.of(drawn);
        if (counts.isEmpty()) {
            size = drawn.values().stream()
                    .mapToLong(side -> side.rows().population())
                    .max()
                    .orElseThrow();
        }
    }

    /** Below which identity there are as many rows as are wanted, and some more. */
    long limitToDraw() {
        return limit(wanted * (counts.isPresent() ? 1 : STALE), size);
    }

    /**
     * Keeps what was drawn by hash, of this stratum and others.
     *
     * @param below below which identity rows of a slice were drawn
     */
    void drawnByHash(RowSamples drawn, ToLongFunction<Slice> below) {
        DrawnRows left = drawn.left(comparison);
        DrawnRows right = drawn.right(comparison);
        long limit = LongStream.of(
                        below.applyAsLong(comparison.left().slice()),
                        below.applyAsLong(comparison.right().slice()),
                        left.below(),
                        right.below())
                .min()
                .getAsLong();
        hashed = Optional.of(new Hashed(left, right, limit));
        size = Math.max(left.population(), right.population());
    }

    /** Whether less was drawn than is wanted, now that the size is better known. */
    boolean tooFew() {
        if (placed.isPresent()) {
            return !PlaceSample.enough(placed.get(), wanted, size, counts.isPresent());
        }
        return hashed.filter(drawn -> drawn.limit() < Long.MAX_VALUE)
                .filter(drawn -> Math.max(drawn.left().size(), drawn.right().size()) < Math.min(wanted, size))
                .isPresent();
    }

    /** Compares what was drawn, and lets go of it; what was not drawn yet is read as a stream, which wants a count. */
    LookedAt compare(Findings findings) throws SourceException, InterruptedException {
        Optional<Map<Side, PlacedRows>> places = placed;
        Optional<Hashed> hashes = hashed;
        forget();
        if (places.isPresent()) {
            return compare(places.get(), findings);
        }
        return hashes.isPresent() ? compare(hashes.get(), findings) : compareStreams(findings);
    }

    private LookedAt compare(Map<Side, PlacedRows> drawn, Findings findings)
            throws SourceException, InterruptedException {
        long before = findings.total();
        long compared = byPlace.compare(drawn, findings);
        PlacedRows lefts = drawn.get(comparison.left());
        PlacedRows rights = drawn.get(comparison.right());
        return new LookedAt(
                counts.map(exact -> exact.left(comparison)).orElse(lefts.rows().population()),
                counts.map(exact -> exact.right(comparison))
                        .orElse(rights.rows().population()),
                counts.isPresent(),
                compared,
                findings.total() - before,
                0, // no row in particular was compared on both sides
                lefts.and(rights).draws());
    }

    private LookedAt compare(Hashed drawn, Findings findings) throws SourceException {
        DrawnRows lefts = drawn.left();
        DrawnRows rights = drawn.right();
        long upTo = drawn.limit() == Long.MAX_VALUE && wanted >= size
                ? Long.MAX_VALUE
                : Math.min(drawn.limit() - 1, DrawnRows.identityOf(wanted, lefts, rights));
        long before = findings.total();
        long compared = new RowLocator(comparison)
                .compare(lefts.upTo(upTo).stream(), rights.upTo(upTo).stream(), Long.MAX_VALUE, findings);
        return new LookedAt(
                lefts.population(), rights.population(), true, compared, findings.total() - before, upTo, List.of());
    }

    /** Of a table without a key, or a very large sample. */
    private LookedAt compareStreams(Findings findings) throws SourceException {
        RowCounts exact = counts.orElseThrow();
        boolean all = wanted >= size;
        RowFilter filter = RowFilter.sample(keySeed, all ? Long.MAX_VALUE : limit(wanted, size));
        long before = findings.total();
        long compared = new RowLocator(comparison).locate(filter, all ? Long.MAX_VALUE : wanted, findings);
        return new LookedAt(
                exact.left(comparison),
                exact.right(comparison),
                true,
                compared,
                findings.total() - before,
                -1,
                List.of());
    }

    private static long limit(double needed, long size) {
        double share = (needed + SLACK * Math.sqrt(needed)) / Math.max(1, size);
        return share >= 1 ? Long.MAX_VALUE : Math.max(1, (long) Math.ceil(share * Long.MAX_VALUE));
    }
}
