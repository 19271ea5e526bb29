package dev.shardproof.verifier.table;

/** What kind of value the image of a column is, which decides how it is hashed. */
public enum ImageKind {
    /** A truth value: one bit. */
    BOOLEAN,
    /** An integer of at most 32 bits. */
    INTEGER,
    /** An integer of up to 64 bits. */
    LONG,
    /** A text under the C collation. */
    TEXT,
    /** A UUID. */
    UUID,
    /** A string of bytes. */
    BYTES,
    /** A string of bytes that is never empty, so that no value has the image that stands for NULL. */
    NON_EMPTY_BYTES,
    /** A value of another hashable type, whose own hash function is used. */
    OTHER
}
