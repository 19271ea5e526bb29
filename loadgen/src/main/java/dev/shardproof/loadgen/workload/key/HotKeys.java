package dev.shardproof.loadgen.workload.key;

import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chooses keys like another chooser and, while it is told to, one and the same key for a share of the choices. Unlike
 * other choosers it can be changed while it is used. Thread-safe.
 */
public final class HotKeys implements KeyChooser {

    private final KeyChooser usual;
    private final int hotKey;
    private volatile double share;

    /** @param seed decides which key becomes hot; every key is as likely as any other */
    public HotKeys(KeyChooser usual, long seed) {
        this.usual = Objects.requireNonNull(usual, "usual is null");
        this.hotKey = new SplittableRandom(seed).nextInt(usual.size());
    }

    /**
     * How many of the choices from now on are the hot key.
     *
     * @param newShare 0 to 1; 0 to choose as usual
     */
    public void heat(double newShare) {
        if (!(newShare >= 0 && newShare <= 1)) {
            throw new IllegalArgumentException("share %s: it must be between 0 and 1".formatted(newShare));
        }
        share = newShare;
    }

    @Override
    public int next(long number, RandomGenerator random) {
        double hot = share;
        // No number is drawn as long as no key is hot, so that a seed gives the operations that it always gave.
        return hot > 0 && random.nextDouble() < hot ? hotKey : usual.next(number, random);
    }

    @Override
    public int size() {
        return usual.size();
    }
}
