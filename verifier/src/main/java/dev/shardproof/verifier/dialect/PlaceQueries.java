package dev.shardproof.verifier.dialect;

import dev.shardproof.verifier.table.TableLayout;

/**
 * How rows are drawn by the place where they lie, so that a table need not be read to draw from it. As SQL text with the
 * result columns written at each method; everything in the text comes from the catalogue or is a number.
 *
 * <p>A <em>place</em> is an address at which a table can have a row: a number on a page. A table has the same number of
 * places on each page, most of them empty. Each row that a snapshot sees lies at one place, so that places drawn by chance
 * draw each row with the same probability.
 */
public interface PlaceQueries {

    /**
     * {@code (pages, places on a page, 't' or 'f')}: the last one says whether rows have places and can be looked up by their
     * key in a unique index. Costs nothing. Three parameters: schema, name, and an array of the key columns' SQL values.
     */
    String places();

    /**
     * {@code (pages, places on a page)}, of the table alone. From then on, until the transaction ends, nobody can write the table anew
     * and change where its rows lie. Two parameters: schema and name.
     */
    String size(TableLayout table);

    /**
     * {@code (identity, hash, key columns as text…)} of each row that the snapshot sees at one of the places. Identity and hash
     * are those of {@link SampleQueries}. One parameter: the places, as {@link #place} writes them, in an SQL array.
     *
     * @param keySeed the seed of the rows' identity
     */
    String rowsAt(TableLayout table, long keySeed);

    /** A place as text: of a page, and there the one of that number, both counted from 0. */
    String place(long page, long number);
}
