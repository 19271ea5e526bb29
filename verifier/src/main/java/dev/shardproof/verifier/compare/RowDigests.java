package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.digest.BucketDigests;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.Digest;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.scan.DigestMemory;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The digests of both sides of some comparisons, in buckets by key, so that a mismatch is narrowed to a few buckets by the
 * scan that found it. Immutable.
 */
public final class RowDigests {

    /** How many buckets a table is cut into if nothing else is said. */
    public static final int BUCKETS = 4096;

    private final Map<Side, BucketDigests> digests;
    private final Set<Side> resumed;

    private RowDigests(Map<Side, BucketDigests> digests, Set<Side> resumed) {
        this.digests = digests;
        this.resumed = resumed;
    }

    /**
     * Digests all sides, one scan a table and shard, in {@value #BUCKETS} buckets by key hash: a rule that does not depend
     * on the data, so that digests of one time can be held against those of another.
     */
    public static RowDigests read(List<Comparison> comparisons) throws SourceException, InterruptedException {
        return read(comparisons, Buckets.byHash(BUCKETS));
    }

    /** Digests all sides, one scan a table and shard. */
    static RowDigests read(List<Comparison> comparisons, Buckets buckets) throws SourceException, InterruptedException {
        return read(comparisons, buckets, DigestMemory.NONE);
    }

    /**
     * Digests all sides, one scan a table and shard.
     *
     * @param memory knows what need not be scanned; digests of sides of which it knew something are {@link #resumed}
     */
    static RowDigests read(List<Comparison> comparisons, Buckets buckets, DigestMemory memory)
            throws SourceException, InterruptedException {
        Map<Side, BucketDigests> digests = ScanPlan.run(
                comparisons,
                (reader, table, slices) -> reader.digests(table, slices, buckets, memory),
                RowDigests::sum);
        Set<Side> resumed = digests.keySet().stream()
                .filter(side -> side.shards().stream().anyMatch(shard -> memory.resumed(shard, side.table())))
                .collect(Collectors.toSet());
        return new RowDigests(digests, resumed);
    }

    static RowDigests none() {
        return new RowDigests(Map.of(), Set.of());
    }

    RowDigests and(RowDigests other) {
        Map<Side, BucketDigests> both = new HashMap<>(digests);
        both.putAll(other.digests);
        Set<Side> bothResumed = new HashSet<>(resumed);
        bothResumed.addAll(other.resumed);
        return new RowDigests(both, bothResumed);
    }

    /** The same, without the buckets if nothing differs, so that many tables take little memory. */
    RowDigests withoutEqualBuckets(List<Comparison> comparisons) {
        boolean equal =
                comparisons.stream().allMatch(comparison -> unequal(comparison).isEmpty());
        return equal
                ? new RowDigests(
                        digests.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        side -> side.getValue().inOne())),
                        resumed)
                : this;
    }

    Map<Side, Long> rows() {
        return digests.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, side -> side.getValue().total().rows()));
    }

    /**
     * Whether some of the rows were read by an earlier verification: rows that are in the digest may be there no more, or
     * otherwise. Such digests differ where rows do not.
     */
    public boolean resumed(Comparison comparison) {
        return resumed.contains(comparison.left()) || resumed.contains(comparison.right());
    }

    public Digest left(Comparison comparison) {
        return digests.get(comparison.left()).total();
    }

    public Digest right(Comparison comparison) {
        return digests.get(comparison.right()).total();
    }

    /** The buckets whose digests differ between the two sides. */
    public BitSet unequal(Comparison comparison) {
        return digests.get(comparison.left()).unequal(digests.get(comparison.right()));
    }

    /** How many buckets of the right side are not what they were in an earlier reading of the same side. */
    public int changedSince(RowDigests earlier, Comparison now, Comparison then) {
        return earlier.digests
                .get(then.right())
                .unequal(digests.get(now.right()))
                .cardinality();
    }

    /** The digests of one side, bucket by bucket. */
    public BucketDigests of(Side side) {
        return digests.get(side);
    }

    private static BucketDigests sum(BucketDigests one, BucketDigests other) {
        BucketDigests sum = new BucketDigests(one.buckets());
        sum.add(one);
        sum.add(other);
        return sum;
    }
}
