package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.latency.block.LatencyComparison;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The mean log ratio of blocks of two sides, with one-sided bounds. Blocks are the units, never single requests: those
 * follow each other too closely to be independent.
 *
 * <p>Each bound is the wider one of two: Student's t with B. L. Welch's degrees of freedom ("The generalization of
 * Student's problem when several different population variances are involved", Biometrika 34, 1947), into which noise
 * that all blocks share enters as one more variance (F. Satterthwaite, 1946), and the {@link BlockBootstrap}'s. The first
 * is honest with few blocks, the second with skewed ones.
 */
final class LogRatio {

    /** So many draws lie beyond a bound of the bootstrap at least, as far as {@link #DRAWS_MAX} allows. */
    private static final double DRAWS_BEYOND = 10;

    private static final int DRAWS_MIN = 2_000;
    private static final int DRAWS_MAX = 20_000;

    private final List<BlockSeries> before;
    private final List<BlockSeries> ratios;
    private final double difference;
    private final BlockSeries after;
    private final double leastLevel;
    private final long seed;

    private LogRatio(
            List<BlockSeries> before,
            List<BlockSeries> ratios,
            double difference,
            BlockSeries after,
            double leastLevel,
            long seed) {
        this.before = before;
        this.ratios = ratios;
        this.difference = difference;
        this.after = after;
        this.leastLevel = leastLevel;
        this.seed = seed;
    }

    /**
     * Of positive finite numbers, at least two after; paired ones as many before, others one or more, of which a single
     * one is taken as exact.
     *
     * @param leastLevel the smallest error that a bound will be asked for
     * @param seed of the bootstrap
     */
    static LogRatio of(
            LatencyComparison.Design design, List<Double> before, List<Double> after, double leastLevel, long seed) {
        double[] x = logs(before);
        double[] y = logs(after);
        if (design == LatencyComparison.Design.PAIRED) {
            double[] ratios = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                ratios[i] = y[i] - x[i];
            }
            BlockSeries paired = new BlockSeries(ratios, BlockSeries.correlationOfPairs(ratios));
            BlockSeries later = new BlockSeries(y, BlockSeries.correlation(List.of(y)));
            return new LogRatio(List.of(), List.of(paired), paired.mean(), later, leastLevel, seed);
        }
        boolean inOrder = design == LatencyComparison.Design.BEFORE_AFTER && x.length > 1;
        double correlation = BlockSeries.correlation(inOrder ? List.of(x, y) : List.of(y));
        BlockSeries later = new BlockSeries(y, correlation);
        BlockSeries earlier = new BlockSeries(x, inOrder ? correlation : 0);
        return new LogRatio(
                x.length > 1 ? List.of(earlier) : List.of(),
                List.of(later),
                later.mean() - earlier.mean(),
                later,
                leastLevel,
                seed);
    }

    /** Geometric mean of after / geometric mean of before. */
    double ratio() {
        return Math.exp(difference);
    }

    /** The geometric mean of after, in its own unit. */
    double after() {
        return Math.exp(after.mean());
    }

    /** The variance of the log ratio that the blocks themselves show. */
    double variance() {
        return variance(before) + variance(ratios);
    }

    /** The bounds that hold with that noise. */
    Bounds bounds(NoiseFloor.Deviation noise) {
        int draws = (int) Math.max(DRAWS_MIN, Math.min(DRAWS_MAX, DRAWS_BEYOND / leastLevel));
        return new Bounds(noise, BlockBootstrap.of(ratios, before, difference, noise, draws, seed));
    }

    /** What is surely so, in one direction at a time, by the probability of being wrong. */
    final class Bounds {
        private final BlockBootstrap bootstrap;
        private final double error;
        private final double freedom;
        private final double errorAfter;
        private final double freedomAfter;

        private Bounds(NoiseFloor.Deviation noise, BlockBootstrap bootstrap) {
            this.bootstrap = bootstrap;
            this.error = Math.sqrt(variance() + noise.variance());
            this.freedom = freedom(before, ratios, noise.variance(), noise.freedom());
            // The noise of a ratio is that of two phases.
            double half = noise.variance() / 2;
            this.errorAfter = Math.sqrt(after.variance() + half);
            this.freedomAfter = freedom(List.of(), List.of(after), half, noise.freedom());
        }

        /** The true ratio is above this, with a probability of {@code level} to be wrong. */
        double lower(double level) {
            return Math.exp(Math.min(difference - margin(error, freedom, level), bootstrap.quantile(level)));
        }

        /** The true ratio is below this, with a probability of {@code level} to be wrong. */
        double upper(double level) {
            return Math.exp(Math.max(difference + margin(error, freedom, level), bootstrap.quantile(1 - level)));
        }

        /** The geometric mean of after is above this, with a probability of {@code level} to be wrong. */
        double afterLower(double level) {
            return Math.exp(after.mean() - margin(errorAfter, freedomAfter, level));
        }

        /** The geometric mean of after is below this, with a probability of {@code level} to be wrong. */
        double afterUpper(double level) {
            return Math.exp(after.mean() + margin(errorAfter, freedomAfter, level));
        }

        /** How probable such a ratio is at the most if the true one is not above {@code allowed}, by Student's t. */
        double probability(double allowed) {
            double distance = difference - Math.log(allowed);
            if (error == 0) {
                return distance > 0 ? 0 : 1;
            }
            return 1 - new TDistribution(null, freedom).cumulativeProbability(distance / error);
        }
    }

    private static double margin(double error, double freedom, double level) {
        // No generator: this only inverts, it draws nothing.
        return error == 0 ? 0 : error * new TDistribution(null, freedom).inverseCumulativeProbability(1 - level);
    }

    private static double variance(List<BlockSeries> series) {
        return series.stream().mapToDouble(BlockSeries::variance).sum();
    }

    private static double freedom(
            List<BlockSeries> some, List<BlockSeries> others, double noise, double freedomOfNoise) {
        double sum = variance(some) + variance(others) + noise;
        double squares = noise * noise / freedomOfNoise + squares(some) + squares(others);
        return squares == 0 ? 1 : sum * sum / squares;
    }

    private static double squares(List<BlockSeries> series) {
        return series.stream()
                .mapToDouble(one -> one.variance() * one.variance() / one.freedom())
                .sum();
    }

    private static double[] logs(List<Double> values) {
        return values.stream().mapToDouble(Math::log).toArray();
    }
}
