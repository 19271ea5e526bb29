package dev.shardproof.loadgen.workload.key;

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
 * <p>The ranks become keys by {@link ScatteredRanks}, so that a range of neighbouring keys is not hot by accident.
 */
record ZipfKeys(double theta, ScatteredRanks ranks) implements KeyChooser {

    ZipfKeys(int size, double theta) {
        this(theta, new ScatteredRanks(size));
    }

    ZipfKeys {
        if (!(theta > 0 && theta <= 10)) {
            throw new IllegalArgumentException("Zipf exponent %s: it must be above 0 and at most 10".formatted(theta));
        }
    }

    @Override
    public int size() {
        return ranks.size();
    }

    @Override
    public int next(long number, RandomGenerator random) {
        return keyOfRank(new ZipfDistribution(new CommonsMathRandom(random), size(), theta).sample());
    }

    /** The key of a rank, which counts from 1, the most popular one. */
    int keyOfRank(int rank) {
        return ranks.keyOf(rank - 1L);
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
