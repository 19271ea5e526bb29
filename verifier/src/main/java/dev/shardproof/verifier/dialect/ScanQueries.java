package dev.shardproof.verifier.dialect;

import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.table.TableLayout;
import java.util.List;

/**
 * The scans of a product, as SQL text with the result columns written at each method. Everything in the text comes from
 * the catalogue or is a number.
 */
public interface ScanQueries {

    /**
     * {@code (quoted name, pages, rows by the statistics or -1, whether it can be read page by page, whether it can be read
     * by itself, whether an index leads with the column)} of each table that the rows of a table lie in; the table itself
     * is the first one, unless it is partitioned. Parameters: schema, name, a column's name there, quoted.
     */
    String parts();

    /** {@code (lowest, highest)} value of the first key column, which must be an integer; NULLs if there is no row. */
    String keyBounds(TableLayout table);

    /** {@code (slice index, rows)}; the index is {@code slices.size()} for rows that are in none. */
    String counts(TableLayout table, List<Slice> slices, TablePart part);

    /** {@code (slice index, group, rows, sum)} of the rows that are in some slice; see {@link Buckets#bucketOf}. */
    String digests(TableLayout table, List<Slice> slices, Buckets buckets, TablePart part);

    /** {@code (identity, hash, copies, key columns as text…)} by ascending identity. */
    String rows(TableLayout table, Slice slice, RowFilter filter);

    /**
     * {@code (hash, group, key columns as text…)} of the rows of a slice whose first key column lies in one of some ranges;
     * two parameters, arrays of the lowest and of the highest values.
     */
    String rowsInRanges(TableLayout table, Slice slice, Buckets buckets);

    /**
     * {@code (point as text or NULL, identity columns as text…)} of at most {@code limit} rows outside the slice.
     */
    String outside(TableLayout table, Slice slice, int limit);

    /**
     * {@code (key columns as text…, hash of each column…)} of the rows with the given keys; one text parameter for each
     * key column of each key.
     */
    String columnHashes(TableLayout table, int keys);

    /**
     * Lets the statements that follow in this session find rows by indexes and in no other way, or never by one (as is
     * usual, since an index may be corrupt).
     */
    String useIndexes(boolean use);
}
