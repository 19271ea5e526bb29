package dev.shardproof.verifier.source;

import java.util.List;

/**
 * Which rows of a slice to read, by their identity hash under a seed. The hash is a function of the key alone, so both
 * sides of a comparison pick the same rows.
 *
 * @param seed the seed of the identity hash
 * @param below only rows whose identity is below this; {@link Long#MAX_VALUE} for (all but 1 in 2<sup>63</sup>) all
 * @param buckets only rows whose {@code identity mod bucketCount} is in this list; empty for no such condition
 * @param bucketCount a power of two
 */
public record RowFilter(long seed, long below, List<Integer> buckets, int bucketCount) {
    public RowFilter {
        buckets = List.copyOf(buckets);
        if (Integer.bitCount(bucketCount) != 1) {
            throw new IllegalArgumentException("bucketCount %d is no power of two".formatted(bucketCount));
        }
        if (below < 1) {
            throw new IllegalArgumentException("below must be positive, not " + below);
        }
    }

    /** The rows of some of the buckets that a digest scan counted. */
    public static RowFilter ofBuckets(List<Integer> buckets, int bucketCount) {
        return new RowFilter(ScanQueries.BUCKET_SEED, Long.MAX_VALUE, buckets, bucketCount);
    }

    /** A keyed pseudo-random sample: about {@code below} in 2<sup>63</sup> of the rows. */
    public static RowFilter sample(long seed, long below) {
        return new RowFilter(seed, below, List.of(), 1);
    }
}
