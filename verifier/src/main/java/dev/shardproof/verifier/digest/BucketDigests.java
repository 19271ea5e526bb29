package dev.shardproof.verifier.digest;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/**
 * The digests of all buckets of some rows, added up as they come in. Sixteen bytes a bucket, whatever the number of rows.
 * Not thread-safe.
 */
public final class BucketDigests {

    private final Buckets buckets;
    private final long[] rows;
    private final long[] sums;

    /** All buckets empty. */
    public BucketDigests(Buckets buckets) {
        this.buckets = Objects.requireNonNull(buckets, "buckets is null");
        this.rows = new long[buckets.count()];
        this.sums = new long[buckets.count()];
    }

    /** By which rule rows were put into the buckets. */
    public Buckets buckets() {
        return buckets;
    }

    /**
     * Adds rows.
     *
     * @param group the value of {@link Buckets}' rule that the rows share
     * @param count how many rows
     * @param sum the sum of their hashes
     */
    public void add(long group, long count, long sum) {
        int bucket = buckets.bucketOf(group);
        rows[bucket] = Math.addExact(rows[bucket], count);
        sums[bucket] += sum;
    }

    /** Adds the digests of other rows in the same buckets. */
    public void add(BucketDigests other) {
        requireSameRule(other);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Math.addExact(rows[i], other.rows[i]);
            sums[i] += other.sums[i];
        }
    }

    public Digest of(int bucket) {
        return new Digest(rows[bucket], sums[bucket]);
    }

    /** The digest of all rows. */
    public Digest total() {
        return new Digest(Arrays.stream(rows).sum(), Arrays.stream(sums).sum());
    }

    /** The buckets whose digests differ. */
    public BitSet unequal(BucketDigests other) {
        requireSameRule(other);
        BitSet unequal = new BitSet(rows.length);
        for (int i = 0; i < rows.length; i++) {
            unequal.set(i, rows[i] != other.rows[i] || sums[i] != other.sums[i]);
        }
        return unequal;
    }

    /** The same rows in one bucket: what remains to be known where nothing needs to be narrowed down. */
    public BucketDigests inOne() {
        BucketDigests one = new BucketDigests(Buckets.byHash(1));
        Digest total = total();
        one.add(0, total.rows(), total.sum());
        return one;
    }

    /** Writes the sums down; the rule is the caller's to keep. */
    public void write(DataOutputStream out) throws IOException {
        for (int i = 0; i < rows.length; i++) {
            out.writeLong(rows[i]);
            out.writeLong(sums[i]);
        }
    }

    /** What {@link #write} wrote. */
    public static BucketDigests read(Buckets buckets, DataInputStream in) throws IOException {
        BucketDigests digests = new BucketDigests(buckets);
        for (int i = 0; i < digests.rows.length; i++) {
            digests.rows[i] = in.readLong();
            digests.sums[i] = in.readLong();
        }
        return digests;
    }

    private void requireSameRule(BucketDigests other) {
        if (!buckets.equals(other.buckets)) {
            throw new IllegalArgumentException(
                    "digests in %s can not be held against digests in %s".formatted(buckets, other.buckets));
        }
    }
}
