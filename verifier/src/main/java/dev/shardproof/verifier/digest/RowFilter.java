package dev.shardproof.verifier.digest;

import java.util.BitSet;
import java.util.Optional;

/**
 * Which rows of a slice to read. It is a function of the key alone, so both sides of a comparison pick the same rows.
 *
 * @param seed the seed of the identity hash
 * @param below only rows whose identity is below this; {@link Long#MAX_VALUE} for (all but 1 in 2<sup>63</sup>) all
 * @param chosen only rows of these buckets
 */
public record RowFilter(long seed, long below, Optional<ChosenBuckets> chosen) {

    /** The seed of the identity hash that puts rows into buckets. */
    public static final long BUCKET_SEED = 0x5eed_b0c4e7L;

    /**
     * Some of a table's buckets.
     *
     * @param rule how rows were put into buckets
     * @param buckets which of them; not to be changed any more
     */
    public record ChosenBuckets(Buckets rule, BitSet buckets) {}

    public RowFilter {
        if (below < 1) {
            throw new IllegalArgumentException("below must be positive, not " + below);
        }
    }

    /** The rows of some of the buckets that a digest scan counted. */
    public static RowFilter ofBuckets(Buckets rule, BitSet buckets) {
        return new RowFilter(BUCKET_SEED, Long.MAX_VALUE, Optional.of(new ChosenBuckets(rule, buckets)));
    }

    /** A keyed pseudo-random sample: about {@code below} in 2<sup>63</sup> of the rows. */
    public static RowFilter sample(long seed, long below) {
        return new RowFilter(seed, below, Optional.empty());
    }
}
