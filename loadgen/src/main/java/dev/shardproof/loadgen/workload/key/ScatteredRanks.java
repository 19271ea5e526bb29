package dev.shardproof.loadgen.workload.key;

import java.math.BigInteger;

/**
 * Spreads ranks over keys: rank r becomes key r·step mod n, where step is the number closest above n divided by the golden
 * ratio that has no common divisor with n. That is a permutation, and it puts neighbouring ranks about as far apart as n
 * places allow (D. E. Knuth, The Art of Computer Programming 3, section 6.4, Fibonacci hashing).
 *
 * @param size how many keys there are, at least 1
 * @param step see above
 */
record ScatteredRanks(int size, int step) {

    private static final double GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

    ScatteredRanks(int size) {
        this(size, stepFor(size));
    }

    ScatteredRanks {
        if (size < 1) {
            throw new IllegalArgumentException("%d keys to choose from: there must be at least 1".formatted(size));
        }
    }

    /** The key of a rank, which counts from 0 and begins again after the last key. */
    int keyOf(long rank) {
        return (int) (rank % size * step % size);
    }

    private static int stepFor(int size) {
        int step = Math.max(1, (int) Math.ceil(size / GOLDEN_RATIO));
        while (size > 1
                && !BigInteger.valueOf(step).gcd(BigInteger.valueOf(size)).equals(BigInteger.ONE)) {
            step++;
        }
        return step;
    }
}
