package dev.shardproof.verifier.sample;

/**
 * A part of the frame from which rows are drawn by chance.
 *
 * @param size how many rows it has
 * @param drawn how many of them are looked at
 */
record Stratum(long size, long drawn) {
    Stratum {
        if (drawn < 0 || drawn > size) {
            throw new IllegalArgumentException("%d rows drawn from a stratum of %d".formatted(drawn, size));
        }
    }
}
