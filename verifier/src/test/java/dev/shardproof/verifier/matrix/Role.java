package dev.shardproof.verifier.matrix;

import java.util.Locale;

/** The two sides. */
enum Role {
    SOURCE(100_000),
    /** Further on than the sources, as one leaves it after moving. */
    TARGET(200_000);

    private final int firstNumber;

    Role(int firstNumber) {
        this.firstNumber = firstNumber;
    }

    /** Where its sequences begin: above every identifier in use. */
    int firstNumber() {
        return firstNumber;
    }

    /** What reports call a shard. */
    String shard(int shard) {
        return name().toLowerCase(Locale.ROOT) + shard;
    }
}
