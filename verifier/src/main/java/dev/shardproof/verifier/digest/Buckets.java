package dev.shardproof.verifier.digest;

import java.util.BitSet;

/**
 * The rule by which the rows of a table are put into buckets, the same on every shard of both sides of a comparison: by
 * ranges of an integer key, so that the rows of a bucket can be fetched by an index, or else by a hash of the key.
 *
 * <p>Ranges are as wide as a power of two. Keys below the first range or above the last one belong to the bucket at that
 * end, so a rule made for some bounds holds for every key.
 *
 * @param count how many buckets; by hash a power of two
 * @param byRange whether by ranges of the first key column
 * @param shift the binary logarithm of the width of a range; 0 by hash
 * @param first the first key of the first range, shifted right by {@code shift}; 0 by hash
 */
public record Buckets(int count, boolean byRange, int shift, long first) {

    public Buckets {
        if (count < 1 || (!byRange && (Integer.bitCount(count) != 1 || shift != 0 || first != 0))) {
            throw new IllegalArgumentException(
                    "%d buckets from %d, shift %d; by hash a power of two from 0".formatted(count, first, shift));
        }
        if (shift < 0 || shift > 63) {
            throw new IllegalArgumentException("shift is 0 to 63, not " + shift);
        }
    }

    /** @param count a power of two */
    public static Buckets byHash(int count) {
        return new Buckets(count, false, 0, 0);
    }

    /** Ranges from the lowest to the highest key, as narrow as {@code atMost} buckets allow. */
    public static Buckets byRange(long lowest, long highest, int atMost) {
        if (lowest > highest || atMost < 2) {
            throw new IllegalArgumentException("%d buckets from %d to %d".formatted(atMost, lowest, highest));
        }
        int shift = 0;
        // Compared as unsigned numbers: the distance of two keys can be too large for a signed one.
        while (Long.compareUnsigned((highest >> shift) - (lowest >> shift), atMost) >= 0) {
            shift++;
        }
        return new Buckets((int) ((highest >> shift) - (lowest >> shift)) + 1, true, shift, lowest >> shift);
    }

    /** @param group by range a key shifted right, by hash the number of the bucket */
    public int bucketOf(long group) {
        return group <= first ? 0 : Long.compareUnsigned(group - first, count) < 0 ? (int) (group - first) : count - 1;
    }

    /** The lowest key that belongs into the bucket; by range only. */
    public long lowest(int bucket) {
        return bucket == 0 ? Long.MIN_VALUE : (first + bucket) << shift;
    }

    /** The highest key that belongs into the bucket; by range only. */
    public long highest(int bucket) {
        return bucket == count - 1 ? Long.MAX_VALUE : ((first + bucket + 1) << shift) - 1;
    }

    /** All of them. */
    public BitSet all() {
        BitSet all = new BitSet(count);
        all.set(0, count);
        return all;
    }
}
