package dev.shardproof.verifier.source;

import java.math.BigInteger;
import java.util.Objects;

/**
 * The order-independent digest of a set of rows: how many, and the sums of two independent 64-bit hashes of each. It
 * adds up: the digest of a union is the sum of the digests, whatever the split. Sums and not XOR, which is blind to any
 * row that occurs twice.
 *
 * @param rows how many rows
 * @param sum1 exact sum of the first hash (signed)
 * @param sum2 exact sum of the second hash (signed)
 */
public record Digest(long rows, BigInteger sum1, BigInteger sum2) {

    /** No rows. */
    public static final Digest EMPTY = new Digest(0, BigInteger.ZERO, BigInteger.ZERO);

    public Digest {
        Objects.requireNonNull(sum1, "sum1 is null");
        Objects.requireNonNull(sum2, "sum2 is null");
        if (rows < 0) {
            throw new IllegalArgumentException("rows is negative: " + rows);
        }
    }

    public Digest plus(Digest other) {
        return new Digest(Math.addExact(rows, other.rows), sum1.add(other.sum1), sum2.add(other.sum2));
    }

    /** {@code rows:sum1:sum2}, sums in hexadecimal. */
    @Override
    public String toString() {
        return rows + ":" + sum1.toString(16) + ":" + sum2.toString(16);
    }
}
