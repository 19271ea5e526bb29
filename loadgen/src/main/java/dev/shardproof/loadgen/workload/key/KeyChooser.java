package dev.shardproof.loadgen.workload.key;

import java.util.random.RandomGenerator;

/** Chooses one of n keys by its index. Implementations are thread-safe and, but for {@link HotKeys}, immutable. */
public interface KeyChooser {

    /**
     * An index from 0 to {@link #size()} - 1.
     *
     * @param number of the operation in its run, from 0; what is popular may move with it
     */
    int next(long number, RandomGenerator random);

    /** How many keys there are to choose from. */
    int size();

    /** Every key is as likely as any other. */
    static KeyChooser uniform(int size) {
        return new UniformKeys(size);
    }

    /**
     * The k-th most popular of n keys is chosen with probability k<sup>-theta</sup> / Σ i<sup>-theta</sup>; popular
     * keys lie far from one another.
     *
     * @param theta the skew, above 0; 0.99 is what YCSB uses
     */
    static KeyChooser zipf(int size, double theta) {
        return new ZipfKeys(size, theta);
    }

    /**
     * A share of the choices falls on a few hot keys, each of them as likely as any other, and the rest on any key. After
     * some operations other keys are hot.
     *
     * @param share of the choices that fall on the hot keys, above 0 to 1
     * @param of which share of the keys is hot, above 0 to 1; at least one key is
     * @param moveEvery after how many operations the hot set moves on, at least 1
     */
    static KeyChooser hotSet(int size, double share, double of, long moveEvery) {
        return new MovingHotSet(size, share, of, moveEvery);
    }
}
