package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.compare.ScanPlan.Place;
import dev.shardproof.verifier.source.Digest;
import dev.shardproof.verifier.source.SourceException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The digests of both sides of some comparisons, in {@value #BUCKETS} buckets by key hash, so that a mismatch is
 * narrowed to a few buckets by the scan that found it. Immutable.
 */
public final class RowDigests {

    /** How many buckets a table is cut into. */
    public static final int BUCKETS = 4096;

    private final Map<Place, Map<Integer, Digest>> digests;

    private RowDigests(Map<Place, Map<Integer, Digest>> digests) {
        this.digests = digests;
    }

    /** Digests all sides, one scan a table and shard. */
    public static RowDigests read(List<Comparison> comparisons) throws SourceException, InterruptedException {
        return new RowDigests(
                ScanPlan.run(comparisons, (reader, table, slices) -> reader.digests(table, slices, BUCKETS)));
    }

    public Digest left(Comparison comparison) {
        return sum(buckets(comparison, comparison.left()));
    }

    public Digest right(Comparison comparison) {
        return sum(buckets(comparison, comparison.right()));
    }

    /** The buckets whose digests differ between the two sides, ascending. */
    public List<Integer> unequal(Comparison comparison) {
        return unequal(buckets(comparison, comparison.left()), buckets(comparison, comparison.right()));
    }

    /** How many buckets of the right side are not what they were in an earlier reading of the same side. */
    public int changedSince(RowDigests earlier, Comparison now, Comparison then) {
        return unequal(earlier.buckets(then, then.right()), buckets(now, now.right()))
                .size();
    }

    private static List<Integer> unequal(Map<Integer, Digest> left, Map<Integer, Digest> right) {
        return IntStream.range(0, BUCKETS)
                .filter(bucket ->
                        !left.getOrDefault(bucket, Digest.EMPTY).equals(right.getOrDefault(bucket, Digest.EMPTY)))
                .boxed()
                .toList();
    }

    private Map<Integer, Digest> buckets(Comparison comparison, Side side) {
        return digests.get(new Place(comparison.table(), side));
    }

    private static Digest sum(Map<Integer, Digest> buckets) {
        return buckets.values().stream().reduce(Digest.EMPTY, Digest::plus);
    }
}
