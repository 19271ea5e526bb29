package dev.shardproof.verifier.sample;

import java.util.List;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * How many rows to look at, and what may be said afterwards.
 *
 * <p>Rows are drawn without replacement from a frame of known size, so the exact model is hypergeometric: fewer rows do
 * than under the binomial one, and the bound is never weaker ({@link #upperLimit}). Where several strata are drawn from,
 * the worst way in which bad rows can lie in them counts.
 *
 * <p>Where bad rows were seen in a sample from several strata, the bound is the one-sided upper limit of Clopper and
 * Pearson ("The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26, 1934). It
 * errs on the safe side: the number of bad rows in a sample without replacement is a sum of independent indicators with
 * unequal chances (Vatutin and Mikhailov, "Limit theorems for the number of empty cells", Theory of Probability and its
 * Applications 27, 1982), so is its sum over strata, and the binomial of the same mean has the heavier lower tail up to one
 * below that mean (Hoeffding, "On the distribution of the number of successes in independent trials", Annals of
 * Mathematical Statistics 27, 1956).
 *
 * @param confidence the probability with which the statement holds, e.g. 0.95
 * @param detect the share of bad rows that must not go unseen, e.g. 0.0001
 */
public record SamplePlan(double confidence, double detect) {

    /** A stratum is looked at with no fewer rows than that, or with all that it has. */
    public static final long LEAST_OF_A_STRATUM = 100;

    private static final double INVERSION_ACCURACY = 1e-14;

    public SamplePlan {
        requireShare(confidence, "confidence");
        requireShare(detect, "detect");
    }

    /**
     * The fewest rows that do for a frame of any size: at least one of them is bad with probability {@code confidence} if a
     * share of {@code detect} is. The least n with {@code (1 - detect)^n <= 1 - confidence}.
     */
    public long rowsNeeded() {
        return (long) Math.ceil(Math.log1p(-confidence) / Math.log1p(-detect));
    }

    /**
     * The fewest rows that do for a frame of that size: the least n with
     * {@code C(frame - k, n) / C(frame, n) <= 1 - confidence}, where k is the fewest bad rows that are a share of
     * {@code detect} or more. Never more than {@link #rowsNeeded()}.
     */
    public long rowsNeeded(long frame) {
        if (frame < 0) {
            throw new IllegalArgumentException("a frame of %d rows".formatted(frame));
        }
        long bad = badRows(frame);
        long enough = Math.min(frame, rowsNeeded());
        // The largest number that is too few, and one more.
        return enough == 0
                ? 0
                : 1 + FiniteFrame.largest(0, enough - 1, n -> n == 0 || FiniteFrame.logMiss(bad, n, frame) > miss());
    }

    /**
     * How many rows to draw from each stratum: in proportion to its size, rounded up, but never fewer than
     * {@value #LEAST_OF_A_STRATUM} (or all that it has); and as few as keep the promise however bad rows lie in the strata.
     * Every row, where a frame is no larger than {@link #rowsNeeded()}: what is saved is not worth the doubt.
     *
     * @param sizes how many rows each stratum has
     */
    public List<Long> allocate(List<Long> sizes) {
        return allocate(sizes, sizes.stream().mapToLong(Long::longValue).sum());
    }

    /**
     * The same where sizes are estimates.
     *
     * @param atLeast how many rows there are with near certainty: the promise is about a share of these
     */
    List<Long> allocate(List<Long> sizes, long atLeast) {
        long frame = sizes.stream().mapToLong(Long::longValue).sum();
        if (frame <= rowsNeeded()) {
            return List.copyOf(sizes);
        }
        long bad = badRows(atLeast);
        long most = atLeast == frame ? rowsNeeded() : frame;
        long tooFew = FiniteFrame.largest(
                0, most - 1, n -> n == 0 || new StratifiedFrame(strata(sizes, n, frame)).logMiss(bad) > miss());
        return strata(sizes, tooFew + 1, frame).stream().map(Stratum::drawn).toList();
    }

    /**
     * The largest share of bad rows that is still believable, whatever the frame: the limit of Clopper and Pearson.
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

    /**
     * The most rows of a finite frame that can still be believed to be bad: the largest number under which seeing so few was
     * more than {@code 1 - confidence} likely, by the hypergeometric distribution.
     *
     * @param bad how many of the rows drawn were bad
     * @param drawn how many rows were drawn, all at one rate
     * @param frame how many rows there are
     */
    public long upperLimit(long bad, long drawn, long frame) {
        return FiniteFrame.upperLimit(bad, drawn, frame, confidence);
    }

    /** The same for a sample from strata, each drawn from at a rate of its own. */
    long upperLimit(long bad, List<Stratum> strata) {
        StratifiedFrame frame = new StratifiedFrame(strata);
        if (frame.whole()) {
            return bad;
        }
        if (bad == 0) {
            return frame.unseenAtMost(confidence);
        }
        List<Stratum> filled =
                strata.stream().filter(stratum -> stratum.size() > 0).toList();
        if (filled.size() == 1) {
            return upperLimit(Math.min(bad, frame.drawn()), frame.drawn(), frame.size());
        }
        // Rows beyond the proportion sharpen the view of one stratum, not the bound on the whole.
        double share = filled.stream()
                .mapToDouble(stratum -> (double) stratum.drawn() / stratum.size())
                .min()
                .orElseThrow();
        long counted = (long) Math.floor(share * frame.size());
        return (long) Math.floor(upperBound(Math.min(bad, counted), counted) * frame.size());
    }

    private static List<Stratum> strata(List<Long> sizes, long needed, long frame) {
        return sizes.stream()
                .map(size -> {
                    long share = (long) Math.ceil((double) needed * size / frame);
                    return new Stratum(size, Math.min(size, Math.max(share, LEAST_OF_A_STRATUM)));
                })
                .toList();
    }

    /** The fewest rows of a frame that are a share of {@code detect}. */
    private long badRows(long frame) {
        return (long) Math.ceil(detect * frame);
    }

    private double miss() {
        return Math.log1p(-confidence);
    }

    private static void requireShare(double share, String name) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("%s must lie between 0 and 1, not %s".formatted(name, share));
        }
    }
}
