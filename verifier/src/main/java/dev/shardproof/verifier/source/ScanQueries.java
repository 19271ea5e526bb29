package dev.shardproof.verifier.source;

import dev.shardproof.verifier.keyspace.Slice;
import java.util.List;

/**
 * The scans of a product, as SQL text with the result columns written at each method. Everything in the text comes from
 * the catalogue or is a number.
 */
public interface ScanQueries {

    /** The seed of the identity hash that puts rows into buckets. */
    long BUCKET_SEED = 0x5eed_b0c4e7L;

    /** {@code (slice index, rows)}; the index is {@code slices.size()} for rows that are in none. */
    String counts(TableLayout table, List<Slice> slices);

    /** {@code (slice index, bucket, rows, sum1, sum2)} of the rows that are in some slice. */
    String digests(TableLayout table, List<Slice> slices, int buckets);

    /** {@code (identity, hash1, hash2, copies, key columns as text…)} by ascending identity. */
    String rows(TableLayout table, Slice slice, RowFilter filter);

    /**
     * {@code (point as text or NULL, identity columns as text…)} of at most {@code limit} rows outside the slice.
     */
    String outside(TableLayout table, Slice slice, int limit);

    /**
     * {@code (key columns as text…, hash of each column…)} of the rows with the given keys; one text parameter for each
     * key column of each key.
     */
    String columnHashes(TableLayout table, int keys);
}
