package dev.shardproof.verifier.latency;

/**
 * The probability of a wrong decision in one direction, shared out among the looks of a gate that may look again.
 *
 * <p>Looking five times at 5 % each errs in 13 % of cases. So each look gets its part of the whole, by the spending
 * function of Pocock's kind, {@code alpha * ln(1 + (e - 1) t)} for the share t of the looks that are over (K. Lan and
 * D. DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70, 1983). Each look is judged with its own
 * part alone; by Bonferroni's inequality the parts add up at most, whatever the looks have in common.
 *
 * @param alpha the whole, e.g. 0.05
 * @param look which look this is, from 1
 * @param looks how many there are at most
 */
public record ErrorBudget(double alpha, int look, int looks) {

    /** 5 %, and one look. */
    public static final ErrorBudget ONE_LOOK = new ErrorBudget(0.05, 1, 1);

    public static final int LOOKS_MAX = 10;

    public ErrorBudget {
        if (!(alpha > 0 && alpha < 0.5)) {
            throw new IllegalArgumentException("alpha must lie between 0 and 0.5, not " + alpha);
        }
        if (look < 1 || look > looks || looks > LOOKS_MAX) {
            throw new IllegalArgumentException("look %d of %d; there are 1 to %d".formatted(look, looks, LOOKS_MAX));
        }
    }

    /** What this look may spend. */
    public double level() {
        return spent(look) - spent(look - 1);
    }

    /** The same budget at another look. */
    public ErrorBudget at(int otherLook) {
        return new ErrorBudget(alpha, otherLook, looks);
    }

    private double spent(int looksOver) {
        return alpha * Math.log1p((Math.E - 1) * looksOver / looks);
    }
}
