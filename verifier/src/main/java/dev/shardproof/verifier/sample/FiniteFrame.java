package dev.shardproof.verifier.sample;

import java.util.function.LongPredicate;
import org.apache.commons.math3.special.Gamma;

/**
 * What a sample without replacement says of a finite frame: the hypergeometric distribution, by its exact sums.
 *
 * <p>Of {@code frame} rows {@code bad} are bad and {@code drawn} are looked at, every set of that many being equally
 * likely. The chance to meet none is {@code C(frame - bad, drawn) / C(frame, drawn)}, which is the product over
 * {@code i < bad} of {@code 1 - drawn / (frame - i)} (Johnson, Kotz and Kemp, "Univariate Discrete Distributions", chapter
 * 6; the upper limit is the inversion of the test, as Clopper and Pearson do for the binomial: Buonaccorsi, "A note on
 * confidence intervals for proportions in finite populations", The American Statistician 41, 1987).
 */
final class FiniteFrame {

    /** Up to that many factors are multiplied one by one; beyond, log-gamma is exact enough and much faster. */
    private static final int FACTORS = 20_000;

    private FiniteFrame() {}

    /** The logarithm of the chance that none of the bad rows is drawn; negative infinity if one must be. */
    static double logMiss(long bad, long drawn, long frame) {
        requireParts(bad, drawn, frame);
        if (bad + drawn > frame) {
            return Double.NEGATIVE_INFINITY;
        }
        // The formula is the same with the two parts exchanged.
        long few = Math.min(bad, drawn);
        long many = Math.max(bad, drawn);
        if (few <= FACTORS) {
            double sum = 0;
            for (long i = 0; i < few; i++) {
                sum += Math.log1p(-(double) many / (frame - i));
            }
            return sum;
        }
        return logFactorial(frame - bad)
                + logFactorial(frame - drawn)
                - logFactorial(frame - bad - drawn)
                - logFactorial(frame);
    }

    /** The chance that at most {@code found} of the bad rows are drawn. */
    static double atMost(long found, long bad, long drawn, long frame) {
        requireParts(bad, drawn, frame);
        long least = Math.max(0, bad + drawn - frame);
        long most = Math.min(bad, drawn);
        if (found >= most) {
            return 1;
        }
        if (found < least) {
            return 0;
        }
        if (found == 0) {
            return Math.exp(logMiss(bad, drawn, frame));
        }
        // Term by term downwards: P(j - 1) / P(j) = j (frame - bad - drawn + j) / ((bad - j + 1) (drawn - j + 1)).
        double ratio = 1;
        double sum = 1;
        for (long j = found; j > least; j--) {
            ratio *= (double) j / (bad - j + 1) * ((double) (frame - bad - drawn + j) / (drawn - j + 1));
            sum += ratio;
        }
        return Math.min(1, sum * Math.exp(logExactly(found, bad, drawn, frame)));
    }

    /** The most rows of the frame that may be bad when {@code found} of {@code drawn} were. */
    static long upperLimit(long found, long drawn, long frame, double confidence) {
        requireParts(found, drawn, frame);
        if (found > drawn) {
            throw new IllegalArgumentException("%d bad of %d rows drawn".formatted(found, drawn));
        }
        return largest(found, frame - (drawn - found), bad -> atMost(found, bad, drawn, frame) > 1 - confidence);
    }

    /** The largest value that is believable, where all are up to some point; {@code from} counts as one that is. */
    static long largest(long from, long to, LongPredicate believable) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (believable.test(middle)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static double logExactly(long found, long bad, long drawn, long frame) {
        return logChoose(bad, found) + logChoose(frame - bad, drawn - found) - logChoose(frame, drawn);
    }

    private static double logChoose(long all, long some) {
        return logFactorial(all) - logFactorial(some) - logFactorial(all - some);
    }

    private static double logFactorial(long n) {
        return Gamma.logGamma(n + 1.0);
    }

    private static void requireParts(long bad, long drawn, long frame) {
        if (bad < 0 || drawn < 0 || bad > frame || drawn > frame) {
            throw new IllegalArgumentException(
                    "%d bad and %d drawn rows do not lie in a frame of %d".formatted(bad, drawn, frame));
        }
    }
}
