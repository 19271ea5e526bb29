package dev.shardproof.verifier.table;

/**
 * How the columns of a row become one hash; each is seeded with the hash of those before it. Both sides of a comparison
 * must use the same. In the order of what servers need to be able to do, the most demanding first.
 */
public enum RowHash {
    /** Each column by a hash function of its own type; the fast one. */
    COLUMNS,
    /** Those columns whose type has no callable hash function together, as one binary record. */
    RECORD,
    /** The same as the text of a record; what servers can do that lack the others. */
    TEXT
}
