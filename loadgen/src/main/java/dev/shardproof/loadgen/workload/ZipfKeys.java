package dev.shardproof.loadgen.workload;

import java.math.BigInteger;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.ZipfDistribution;
import org.apache.commons.math3.random.AbstractRandomGenerator;

/**
 * Zipf's law over ranks, with the ranks spread over the keys.
 *
 * <p>Ranks come from Commons Math, which draws in constant time by rejection-inversion (W. Hörmann, G. Derflinger,
 * "Rejection-inversion to generate variates from monotone discrete distributions", ACM TOMACS 6(3), 1996, 169-184).
 * Its distribution owns its random source, hence one distribution a draw; building it takes constant time as well.
 *
 * <p>Rank r becomes key r·step mod n, where step is the number closest above n divided by the golden ratio that has no
 * common divisor with n. That is a permutation, and it puts the hottest keys about as far apart as n places allow
 * (D. E. Knuth, The Art of Computer Programming 3, section 6.4, Fibonacci hashing), so that a range of neighbouring
 * keys is not hot by accident.
 */
record ZipfKeys(int size, double theta, int step) implements KeyChooser {

    private static final double GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

    ZipfKeys(int size, double theta) {
        this(size, theta, stepFor(size));
    }

    ZipfKeys {
        if (size < 1) {
            throw new IllegalArgumentException("%d keys to choose from: there must be at least 1".formatted(size));
        }
        if (!(theta > 0 && theta <= 10)) {
            throw new IllegalArgumentException("Zipf exponent %s: it must be above 0 and at most 10".formatted(theta));
        }
    }

    @Override
    public int next(RandomGenerator random) {
        return keyOfRank(new ZipfDistribution(new CommonsMathRandom(random), size, theta).sample());
    }

    /** The key of a rank, which counts from 1, the most popular one. */
    int keyOfRank(int rank) {
        return (int) ((long) (rank - 1) * step % size);
    }

    private static int stepFor(int size) {
        int step = Math.max(1, (int) Math.ceil(size / GOLDEN_RATIO));
        while (size > 1
                && !BigInteger.valueOf(step).gcd(BigInteger.valueOf(size)).equals(BigInteger.ONE)) {
            step++;
        }
        return step;
    }

    /** A JDK random source as Commons Math wants it. */
    private static final class CommonsMathRandom extends AbstractRandomGenerator {
        private final RandomGenerator random;

        CommonsMathRandom(RandomGenerator random) {
            this.random = random;
        }

        @Override
        public double nextDouble() {
            return random.nextDouble();
        }

        @Override
        public void setSeed(long seed) {
            throw new UnsupportedOperationException("the random source was seeded by its owner");
        }
    }
}
