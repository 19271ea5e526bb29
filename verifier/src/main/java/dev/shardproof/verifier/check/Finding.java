package dev.shardproof.verifier.check;

import java.util.Objects;

/**
 * One piece of evidence against the data: a row or a figure that is not as it should be.
 *
 * @param kind what is wrong
 * @param table the table, schema-qualified and as the catalogue spells it; empty where no table is concerned
 * @param shard the shard where it was seen, or the pair as {@code source → target}; empty where none is concerned
 * @param key the primary key (or row image hash, for a table without a key) as text; untrusted, escape it on output
 * @param detail what was found and what was expected, in words; untrusted, escape it on output
 */
public record Finding(Kind kind, String table, String shard, String key, String detail) {

    /** What can be wrong with a row or a figure. */
    public enum Kind {
        /** The source has the row, no target has it. */
        MISSING,
        /** A target has the row, no source has it. */
        EXTRA,
        /** Both sides have the key, the contents differ. */
        DIFFERENT,
        /** The row lies on a shard that does not own its key. */
        MISPLACED,
        /** Two numbers that must be equal are not. */
        COUNT,
        /** Two definitions that must be equal are not. */
        DEFINITION,
        /** A measured figure lies beyond its limit. */
        LIMIT,
        /** A table that no check looked at. */
        UNCOVERED
    }

    public Finding {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(table, "table is null");
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(key, "key is null");
        Objects.requireNonNull(detail, "detail is null");
    }
}
