package dev.shardproof.verifier.latency;

import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The mean log ratio of two sets of blocks with one-sided bounds, after B. L. Welch ("The generalization of Student's
 * problem when several different population variances are involved", Biometrika 34, 1947). Blocks are the units, never
 * single requests: those follow each other too closely to be independent.
 *
 * @param ratio geometric mean of after / geometric mean of before
 * @param lower the true ratio is above this with the given confidence
 * @param upper the true ratio is below this with the given confidence
 * @param afterUpper the geometric mean of after is below this with the given confidence, in its own unit
 */
record LogRatio(double ratio, double lower, double upper, double afterUpper) {

    /** Both lists hold positive finite numbers, at least two each. */
    static LogRatio of(List<Double> before, List<Double> after, double confidence) {
        double[] x = logs(before);
        double[] y = logs(after);
        double varianceX = StatUtils.variance(x) / x.length;
        double varianceY = StatUtils.variance(y) / y.length;
        double difference = StatUtils.mean(y) - StatUtils.mean(x);
        double error = Math.sqrt(varianceX + varianceY);
        double margin =
                error == 0 ? 0 : error * quantile(freedom(varianceX, x.length, varianceY, y.length), confidence);
        double marginAfter = Math.sqrt(varianceY) * quantile(y.length - 1.0, confidence);
        return new LogRatio(
                Math.exp(difference),
                Math.exp(difference - margin),
                Math.exp(difference + margin),
                Math.exp(StatUtils.mean(y) + marginAfter));
    }

    private static double freedom(double varianceX, int countX, double varianceY, int countY) {
        double sum = varianceX + varianceY;
        return sum * sum / (varianceX * varianceX / (countX - 1) + varianceY * varianceY / (countY - 1));
    }

    private static double quantile(double freedom, double confidence) {
        // No generator: this only inverts, it draws nothing.
        return new TDistribution(null, freedom).inverseCumulativeProbability(confidence);
    }

    private static double[] logs(List<Double> values) {
        return values.stream().mapToDouble(Math::log).toArray();
    }
}
