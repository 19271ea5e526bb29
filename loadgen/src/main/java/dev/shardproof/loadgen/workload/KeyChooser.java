package dev.shardproof.loadgen.workload;

import java.util.random.RandomGenerator;

/** Chooses one of n keys by its index. Implementations are thread-safe and, but for {@link HotKeys}, immutable. */
public interface KeyChooser {

    /** An index from 0 to {@link #size()} - 1. */
    int next(RandomGenerator random);

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
}
