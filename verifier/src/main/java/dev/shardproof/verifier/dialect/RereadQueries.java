package dev.shardproof.verifier.dialect;

import dev.shardproof.verifier.table.TableLayout;

/** How a product reads few rows again by their keys, as SQL text. Stateless and thread-safe. */
public interface RereadQueries {

    /**
     * {@code (key columns as text…, version, hash of each column…)} of the rows with the given keys; one text parameter
     * for each key column of each key. The version is a number that changes whenever the row is written, even with equal
     * contents.
     */
    String keyedRows(TableLayout table, int keys);
}
