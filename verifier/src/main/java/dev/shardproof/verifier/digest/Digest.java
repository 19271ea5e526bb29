package dev.shardproof.verifier.digest;

/**
 * The order-independent digest of a set of rows: how many, and the sum of a 64-bit hash of each. It adds up: the digest
 * of a union is the sum of the digests, whatever the split. A sum and not XOR, which is blind to any row that occurs twice.
 *
 * @param rows how many rows
 * @param sum the sum of their hashes modulo 2<sup>64</sup>
 */
public record Digest(long rows, long sum) {

    /** No rows. */
    public static final Digest EMPTY = new Digest(0, 0);

    public Digest {
        if (rows < 0) {
            throw new IllegalArgumentException("rows is negative: " + rows);
        }
    }

    public Digest plus(Digest other) {
        return new Digest(Math.addExact(rows, other.rows), sum + other.sum);
    }

    /** A decimal number of any length, modulo 2<sup>64</sup>: what is left of it when each step keeps 64 bits. */
    public static long modulo64(String digits) {
        boolean negative = digits.charAt(0) == '-';
        long value = 0;
        for (int i = negative ? 1 : 0; i < digits.length(); i++) {
            value = 10 * value + Character.digit(digits.charAt(i), 10);
        }
        return negative ? -value : value;
    }

    /** {@code rows:sum}, the sum in hexadecimal. */
    @Override
    public String toString() {
        return "%d:%016x".formatted(rows, sum);
    }
}
