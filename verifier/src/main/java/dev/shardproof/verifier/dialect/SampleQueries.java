package dev.shardproof.verifier.dialect;

import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import java.util.List;

/**
 * What a sampled comparison asks, as SQL text with the result columns written at each method. Everything in the text comes
 * from the catalogue or is a number. All but {@link #size} and {@link #newestBy} need a table with a key.
 *
 * <p>The identity here is a keyed hash of the key alone, from 0 to 2<sup>63</sup> - 1, as cheap as the key allows. It is
 * not the identity of {@link ScanQueries}.
 */
public interface SampleQueries {

    /**
     * {@code (rows or NULL if nobody knows, whether it consists of several tables, 't' or 'f')} by the statistics; two
     * parameters, schema and name. Costs nothing.
     */
    String size();

    /** {@code (rows)}: an estimate from a few of the table's pages, for one that has no statistics. */
    String roughSize(TableLayout table);

    /**
     * The columns by which one can tell which rows are new, best first: {@code (name, kind, whether an index leads with it,
     * 't' or 'f')}, where kind is {@code numbered}, {@code timestamp} or {@code key}. Two parameters, schema and name.
     */
    String newestBy();

    /**
     * {@code (slice index, rows, NULL…)} for each slice, and {@code (slice index, NULL, identity, hash, key columns
     * as text…)} for each of its rows whose identity is below its limit, by slice and ascending identity. One scan.
     *
     * @param below a limit for each slice; {@link Long#MAX_VALUE} for all rows
     * @param divided whether the table consists of several tables
     */
    String draw(TableLayout table, List<Slice> slices, List<Long> below, long seed, boolean divided);

    /**
     * {@code (key columns as text…)} of the rows with the highest values of a column.
     *
     * @param fromPage only of this page of the table and those behind it; 0 for all
     */
    String newest(TableLayout table, Slice slice, Column by, int limit, long fromPage);

    /**
     * {@code (key columns as text…)} of the rows that take the most room; empty if every row takes as much as any other.
     *
     * @param percent of the pages to look at
     * @param seed decides which pages
     */
    String widest(TableLayout table, Slice slice, int limit, double percent, long seed);

    /**
     * {@code (key columns as text…)} of the rows whose points are nearest to any of the given ones.
     *
     * @param reach only of rows that are no farther away than that; {@link Long#MAX_VALUE} for all
     */
    String edges(TableLayout table, Slice slice, List<Long> points, int limit, long reach);

    /**
     * {@code ('t' or 'f')}: whether each table that the rows of a table lie in has an index that leads with one of the key
     * columns, so that keys can be looked up. Costs nothing. Three parameters: schema, name, and an array of the key
     * columns' SQL values.
     */
    String indexed();

    /**
     * {@code (identity, hash, 1, key columns as text…)} of the rows with the given keys, each once, by ascending identity; one
     * parameter for each key column, an array of its values as text.
     *
     * @param oneByOne look each key up on its own, which is fast where an index has them, and needless work where none has
     */
    String byKeys(TableLayout table, Slice slice, long seed, boolean oneByOne);
}
