package dev.shardproof.verifier.sample;

import java.util.List;

/**
 * What a sample from several strata says of their sum.
 *
 * <p>How the bad rows lie in the strata is not known, so the worst case counts: the chance to meet none of them is taken for
 * the distribution over the strata that makes it largest. Each stratum is hypergeometric, so that one more bad row in
 * stratum h, which has i already, multiplies that chance by {@code 1 - drawn(h) / (size(h) - i)}. The factors fall with i
 * (the logarithm of the chance is concave in the number of bad rows), so the worst case of k bad rows is the k largest
 * factors of all strata, whatever the allocation. With one stratum this is {@link FiniteFrame#logMiss}. With rows drawn in
 * proportion it is never more than the binomial {@code (1 - k/N)^n}: each stratum's chance is at most
 * {@code (1 - k(h)/N(h))^n(h)}, and {@code log(1 - p)} is concave (Jensen).
 */
final class StratifiedFrame {

    private final List<Stratum> strata;
    private final long size;

    StratifiedFrame(List<Stratum> strata) {
        this.strata = strata.stream().filter(stratum -> stratum.size() > 0).toList();
        size = this.strata.stream().mapToLong(Stratum::size).sum();
    }

    long size() {
        return size;
    }

    long drawn() {
        return strata.stream().mapToLong(Stratum::drawn).sum();
    }

    /** Whether every row of it was looked at. */
    boolean whole() {
        return drawn() == size;
    }

    /** The rows that can be bad though none of those looked at is, at most. */
    long unseenAtMost(double confidence) {
        double believable = Math.log1p(-confidence);
        return FiniteFrame.largest(0, size - drawn(), bad -> logMiss(bad) > believable);
    }

    /** The logarithm of the largest chance to meet none of that many bad rows, wherever they lie. */
    double logMiss(long bad) {
        if (bad > size - drawn()) {
            return Double.NEGATIVE_INFINITY;
        }
        if (strata.size() == 1) {
            return FiniteFrame.logMiss(bad, strata.get(0).drawn(), size);
        }
        // The share drawn of what is left, up to which strata take bad rows: the largest that does not take too many.
        double low = 0;
        double high = 1;
        for (int step = 0; step < 64; step++) {
            double middle = (low + high) / 2;
            if (taken(middle) <= bad) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double sum = 0;
        for (Stratum stratum : strata) {
            sum += FiniteFrame.logMiss(taken(stratum, low), stratum.drawn(), stratum.size());
        }
        // What is left over meets the next factor, the same in every stratum that has it.
        long over = bad - taken(low);
        return over > 0 ? sum + over * Math.log1p(-high) : sum;
    }

    private long taken(double share) {
        return strata.stream().mapToLong(stratum -> taken(stratum, share)).sum();
    }

    /** How many bad rows a stratum takes while each of them has a chance of at most {@code share} to be met. */
    private static long taken(Stratum stratum, double share) {
        if (stratum.drawn() == 0) {
            return stratum.size();
        }
        if (stratum.drawn() > share * stratum.size()) {
            return 0;
        }
        long last = (long) Math.floor(stratum.size() - stratum.drawn() / share);
        return Math.min(stratum.size() - stratum.drawn(), last + 1);
    }
}
