package dev.shardproof.verifier.sample;

import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * How many rows to look at, and what may be said afterwards.
 *
 * <p>The bound is the one-sided upper limit of Clopper and Pearson ("The use of confidence or fiducial limits illustrated
 * in the case of the binomial", Biometrika 26, 1934): the largest share of bad rows under which seeing so few was still
 * at least {@code 1 - confidence} likely. Rows are drawn without replacement and in proportion from several strata; both
 * make it likelier to meet a bad row than the binomial model says (for strata by Jensen's inequality, since
 * {@code log(1-p)} is concave), so the bound errs on the safe side.
 *
 * @param confidence the probability with which the statement holds, e.g. 0.95
 * @param detect the share of bad rows that must not go unseen, e.g. 0.0001
 */
public record SamplePlan(double confidence, double detect) {

    private static final double INVERSION_ACCURACY = 1e-14;

    public SamplePlan {
        requireShare(confidence, "confidence");
        requireShare(detect, "detect");
    }

    /**
     * The fewest rows of which at least one is bad with probability {@code confidence} if a share of {@code detect} is:
     * the least n with {@code (1 - detect)^n <= 1 - confidence}.
     */
    public long rowsNeeded() {
        return (long) Math.ceil(Math.log1p(-confidence) / Math.log1p(-detect));
    }

    /**
     * The largest share of bad rows that is still believable.
     *
     * @param bad how many of the rows looked at were bad
     * @param sampled how many rows were looked at
     */
    public double upperBound(long bad, long sampled) {
        if (bad < 0 || bad > sampled) {
            throw new IllegalArgumentException("%d bad of %d sampled rows".formatted(bad, sampled));
        }
        if (bad == sampled) {
            return 1;
        }
        if (bad == 0) {
            return -Math.expm1(Math.log1p(-confidence) / sampled); // exact, where the inversion below is approximate
        }
        // No generator: this only inverts, it draws nothing.
        return new BetaDistribution(null, bad + 1.0, (double) sampled - bad, INVERSION_ACCURACY)
                .inverseCumulativeProbability(confidence);
    }

    private static void requireShare(double share, String name) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("%s must lie between 0 and 1, not %s".formatted(name, share));
        }
    }
}
