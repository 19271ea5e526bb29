package dev.shardproof.verifier.source;

import dev.shardproof.verifier.keyspace.KeySpace;

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

    /** Describes a column: its text and its image. */
    Column describe(CatalogueColumn column);

    /**
     * SQL for the point of a shard key.
     *
     * @throws IllegalArgumentException if a column of that type can not be one; the message says which can
     */
    String point(CatalogueColumn column, KeySpace space);

    /** The scans. */
    ScanQueries scans();
}
