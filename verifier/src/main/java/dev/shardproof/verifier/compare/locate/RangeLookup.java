package dev.shardproof.verifier.compare.locate;

import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.digest.BucketDigests;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.ShardReader.KeyedImage;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares the rows of some buckets that are key ranges, fetched by an index, some thousand rows at a time.
 *
 * <p>An index may be corrupt and hide rows, so what it led to is believed only if it has the digest that the scan without
 * an index found. Buckets of which that is not true are left to be read in another way.
 */
final class RangeLookup {

    /** Rows of both sides that are held in memory at once. */
    static final long ROWS_AT_ONCE = 40_000;

    private final Comparison comparison;
    private final BucketDigests left;
    private final BucketDigests right;
    private final Buckets buckets;
    private final BitSet distrusted = new BitSet();

    RangeLookup(Comparison comparison, RowDigests digests) {
        this.comparison = comparison;
        this.left = digests.of(comparison.left());
        this.right = digests.of(comparison.right());
        this.buckets = left.buckets();
    }

    /**
     * Compares the rows of the buckets.
     *
     * @param bad each with at most {@value #ROWS_AT_ONCE} rows
     * @return those of them that were not compared, since the index does not lead to what the scan saw
     */
    BitSet compare(BitSet bad, Sessions sessions, Consumer<Difference> onDifference)
            throws SourceException, InterruptedException {
        BitSet batch = new BitSet();
        long rows = 0;
        for (int bucket = bad.nextSetBit(0); bucket >= 0; bucket = bad.nextSetBit(bucket + 1)) {
            if (rows + rowsOf(bucket) > ROWS_AT_ONCE && !batch.isEmpty()) {
                compareBatch(batch, sessions, onDifference);
                batch = new BitSet();
                rows = 0;
            }
            batch.set(bucket);
            rows += rowsOf(bucket);
        }
        if (!batch.isEmpty()) {
            compareBatch(batch, sessions, onDifference);
        }
        return distrusted;
    }

    /** How many rows both sides have in a bucket. */
    long rowsOf(int bucket) {
        return left.of(bucket).rows() + right.of(bucket).rows();
    }

    private void compareBatch(BitSet batch, Sessions sessions, Consumer<Difference> onDifference)
            throws SourceException, InterruptedException {
        Fetched leftRows = new Fetched(left);
        Fetched rightRows = new Fetched(right);
        List<long[]> ranges = ranges(batch);
        Side leftSide = comparison.left();
        Side rightSide = comparison.right();
        sessions.onEach(
                reader -> reader.rowsInRanges(leftSide.table(), leftSide.slice(), buckets, ranges, leftRows::add),
                reader -> reader.rowsInRanges(rightSide.table(), rightSide.slice(), buckets, ranges, rightRows::add));
        BitSet unlike = leftRows.unlikeTheScan(batch);
        unlike.or(rightRows.unlikeTheScan(batch));
        distrusted.or(unlike);
        Set<Long> unmatched = unmatched(leftRows.hashes(), rightRows.hashes());
        new RowMerge(leftRows.rows(unmatched, unlike), rightRows.rows(unmatched, unlike), onDifference)
                .compare(Long.MAX_VALUE);
    }

    /**
     * The hashes that one side has more often than the other. A row of any other hash has its equal on the other side, for
     * the hash covers its key too; nearly all rows are so, and need not be put in order.
     */
    private static Set<Long> unmatched(long[] left, long[] right) {
        Set<Long> unmatched = new HashSet<>();
        int i = 0;
        int j = 0;
        while (i < left.length || j < right.length) {
            if (i < left.length && j < right.length && left[i] == right[j]) {
                i++;
                j++;
            } else if (j == right.length || (i < left.length && left[i] < right[j])) {
                unmatched.add(left[i++]);
            } else {
                unmatched.add(right[j++]);
            }
        }
        return unmatched;
    }

    /** The key ranges of the buckets; neighbours become one. */
    private List<long[]> ranges(BitSet batch) {
        List<long[]> ranges = new ArrayList<>();
        for (int from = batch.nextSetBit(0); from >= 0; from = batch.nextSetBit(from)) {
            int to = batch.nextClearBit(from);
            ranges.add(new long[] {buckets.lowest(from), buckets.highest(to - 1)});
            from = to;
        }
        return ranges;
    }

    /** The rows of one side, and what their digests are. */
    private static final class Fetched {
        private final BucketDigests scanned;
        private final BucketDigests found;
        private final List<KeyedImage> rows = new ArrayList<>();

        Fetched(BucketDigests scanned) {
            this.scanned = scanned;
            this.found = new BucketDigests(scanned.buckets());
        }

        synchronized void add(KeyedImage fetched) {
            RowImage row = fetched.row();
            found.add(fetched.group(), 1, row.hash());
            int bucket = scanned.buckets().bucketOf(fetched.group());
            // A corrupt index may lead to more rows than there are; they need no memory, for they will not be believed.
            if (found.of(bucket).rows() <= scanned.of(bucket).rows()) {
                rows.add(fetched);
            }
        }

        BitSet unlikeTheScan(BitSet batch) {
            BitSet unlike = found.unequal(scanned);
            unlike.and(batch);
            return unlike;
        }

        /** In ascending order. */
        long[] hashes() {
            return rows.stream().mapToLong(row -> row.row().hash()).sorted().toArray();
        }

        /** The rows of some hashes, outside some buckets. */
        BufferedRows rows(Set<Long> hashes, BitSet unlike) {
            return new BufferedRows(rows.stream()
                    .filter(row -> hashes.contains(row.row().hash()))
                    .filter(row -> !unlike.get(scanned.buckets().bucketOf(row.group())))
                    .map(row -> identified(row.row()))
                    .toList());
        }

        /** By the hash of its key, so that the rows of both sides come in the same order. */
        private static RowImage identified(RowImage row) {
            long identity = Integer.toUnsignedLong(row.key().hashCode());
            return new RowImage(identity, row.hash(), 1, row.key(), row.shard());
        }
    }
}
