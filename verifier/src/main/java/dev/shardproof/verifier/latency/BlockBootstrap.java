package dev.shardproof.verifier.latency;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Bounds of a difference of means by drawing whole blocks again: bias-corrected and accelerated (B. Efron, "Better
 * bootstrap confidence intervals", JASA 82, 1987), with runs of neighbouring blocks drawn together on a circle where
 * these are correlated (D. Politis and J. Romano, 1992). Single requests are never drawn. Seeded, so that the same
 * blocks have the same bounds.
 */
final class BlockBootstrap {

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private final double[] draws;
    private final double bias;
    private final double acceleration;

    private BlockBootstrap(double[] draws, double estimate, double acceleration) {
        this.draws = draws;
        this.acceleration = acceleration;
        Arrays.sort(draws);
        // Half of the equal ones: draws of few blocks repeat.
        int below = lowerBound(draws, estimate);
        int notAbove = lowerBound(draws, Math.nextUp(estimate));
        double share = (below + notAbove) / 2.0 / draws.length;
        double least = 0.5 / draws.length;
        this.bias = NORMAL.inverseCumulativeProbability(Math.max(least, Math.min(1 - least, share)));
    }

    /**
     * Draws.
     *
     * @param added series whose mean counts
     * @param subtracted series whose mean is taken off
     * @param estimate the difference of the means
     * @param noise luck that all blocks share
     * @param count how many times
     * @param seed the same seed draws the same
     */
    static BlockBootstrap of(
            List<BlockSeries> added,
            List<BlockSeries> subtracted,
            double estimate,
            NoiseFloor.Deviation noise,
            int count,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] draws = new double[count];
        Arrays.fill(draws, estimate);
        Skew skew = new Skew();
        added.forEach(series -> draw(series, 1, draws, random, skew));
        subtracted.forEach(series -> draw(series, -1, draws, random, skew));
        if (noise.log() > 0) {
            for (int i = 0; i < count; i++) {
                draws[i] += noise.log() * student(random.nextGaussian(), noise.freedom());
            }
        }
        return new BlockBootstrap(draws, estimate, skew.acceleration(noise.variance()));
    }

    /** Adds the deviation of a drawn mean from the mean to each draw. */
    private static void draw(BlockSeries series, int sign, double[] draws, SplittableRandom random, Skew skew) {
        double[] logs = series.logs();
        double mean = series.mean();
        int length = logs.length;
        int run = series.run();
        // Drawn means spread less than true ones, by this factor.
        double scale = sign * Math.sqrt(length / (length - 1.0)) / length;
        for (int i = 0; i < draws.length; i++) {
            double sum = 0;
            for (int drawn = 0; drawn < length; ) {
                int at = random.nextInt(length);
                for (int k = 0; k < run && drawn < length; k++, drawn++) {
                    sum += logs[(at + k) % length] - mean;
                }
            }
            draws[i] += sum * scale;
        }
        for (double log : logs) {
            skew.add(sign * (log - mean) / length);
        }
    }

    /** Student's t of a normal number (G. Hill's expansion, terms up to 1/n²): exact enough to be one of thousands. */
    private static double student(double z, double n) {
        double square = z * z;
        return z + z * (square + 1) / (4 * n) + z * ((5 * square + 16) * square + 3) / (96 * n * n);
    }

    /** The value that is not exceeded with that probability. */
    double quantile(double probability) {
        double z = bias + NORMAL.inverseCumulativeProbability(probability);
        double corrected = NORMAL.cumulativeProbability(bias + z / Math.max(0.1, 1 - acceleration * z));
        int rank = (int) Math.floor(corrected * draws.length);
        return draws[Math.max(0, Math.min(draws.length - 1, rank))];
    }

    private static int lowerBound(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Efron's acceleration of a sum of means, from each block's influence on it. */
    private static final class Skew {
        private double squares;
        private double cubes;

        void add(double influence) {
            squares += influence * influence;
            cubes += influence * influence * influence;
        }

        double acceleration(double noise) {
            double variance = squares + noise;
            return variance == 0 ? 0 : cubes / (6 * variance * Math.sqrt(variance));
        }
    }
}
