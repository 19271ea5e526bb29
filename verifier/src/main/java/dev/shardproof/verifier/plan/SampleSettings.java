package dev.shardproof.verifier.plan;

/**
 * How much the sampled checksum must promise.
 *
 * @param confidence the probability with which its statement holds, e.g. 0.99
 * @param detect the share of bad rows that must not go unseen, e.g. 0.0001
 */
public record SampleSettings(double confidence, double detect) {

    /** 99 % sure to see it when one row of 10,000 is bad. */
    public static final SampleSettings DEFAULT = new SampleSettings(0.99, 0.0001);

    public SampleSettings {
        requireShare(confidence, "confidence");
        requireShare(detect, "detect");
    }

    private static void requireShare(double share, String name) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("%s must lie between 0 and 1, not %s".formatted(name, share));
        }
    }
}
