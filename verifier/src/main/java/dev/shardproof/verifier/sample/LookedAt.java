package dev.shardproof.verifier.sample;

/**
 * What was seen of one stratum.
 *
 * @param left how many rows the left side has
 * @param right how many rows the right side has
 * @param compared how many rows were compared
 * @param bad how many of these were bad
 * @param upTo rows whose identity is not above that were compared, on both sides; -1 where nobody can tell
 */
record LookedAt(long left, long right, long compared, long bad, long upTo) {

    long size() {
        return Math.max(left, right);
    }

    /** As a part of the frame. A row that only the smaller side has may bring more rows to light than the larger has. */
    Stratum stratum() {
        return new Stratum(Math.max(size(), compared), compared);
    }

    boolean whole() {
        return compared >= size();
    }
}
