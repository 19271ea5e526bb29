package dev.shardproof.verifier.dialect;

import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.table.CatalogueColumn;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.RowHash;

/**
 * What one database product says differently: sessions, catalogue and types. Writes SQL text, runs nothing, keeps no
 * state.
 */
public interface Dialect {

    /**
     * A script that starts a read-only transaction, freezes its snapshot and keeps it. Its last statement returns one
     * row: the snapshot's id as text, the server's version as an integer.
     */
    String freeze(SessionLimits limits);

    /** A script that starts a read-only transaction inside that snapshot, with every setting pinned that a scan needs. */
    String join(String snapshotId, SessionLimits limits);

    /** Why servers of that version can not be judged; empty if they can. */
    String refusal(int serverVersion);

    /**
     * A query with two parameters, schema and name, whose rows are the stored columns of the table, as in
     * {@link CatalogueColumn}'s components, preceded by the kind of the relation and its quoted name. No row: no such
     * table.
     */
    String catalogue();

    /**
     * Describes a column.
     *
     * @param name the name by which both sides know it
     * @param form what of its values must be equal
     * @param nullable whether it may be NULL on any shard
     * @param keyPosition its place in the key, from 1, or 0
     */
    Column describe(String name, CatalogueColumn column, ImageForm form, boolean nullable, int keyPosition);

    /** Whether columns of these types have images that can be held against each other. */
    boolean comparable(CatalogueColumn one, CatalogueColumn other);

    /** Which form of row hash a server of that version can do. */
    RowHash rowHash(int serverVersion);

    /** Whether servers of that version can read some pages of a table without reading those before. */
    boolean readsPageRanges(int serverVersion);

    /**
     * SQL for the point of a shard key.
     *
     * @throws IllegalArgumentException if a column of that type can not be one; the message says which can
     */
    String point(CatalogueColumn column, KeySpace space);

    /** The scans. */
    ScanQueries scans();

    /** What a sampled comparison asks. */
    SampleQueries samples();

    /** How rows are drawn by the place where they lie. */
    PlaceQueries places();

    /** What asks the catalogue for definitions. */
    SchemaQueries schema();
}
