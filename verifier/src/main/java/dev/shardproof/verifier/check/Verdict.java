package dev.shardproof.verifier.check;

import java.util.Collection;

/**
 * The three-valued outcome of a check or of a whole run, from best to worst.
 *
 * <p>{@link #INCONCLUSIVE} means that nothing can be said: nothing was examined, evidence is missing, or the judge
 * itself broke. It is never a pass. When verdicts are composed the worst wins, and a certain failure outweighs an
 * uncertainty: {@code PASS < INCONCLUSIVE < FAIL}.
 */
public enum Verdict {
    PASS,
    INCONCLUSIVE,
    FAIL;

    /** The worse of the two. */
    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The worst of all; {@link #INCONCLUSIVE} if there is none, for no evidence proves nothing. */
    public static Verdict worst(Collection<Verdict> verdicts) {
        return verdicts.stream().reduce(Verdict::and).orElse(INCONCLUSIVE);
    }
}
