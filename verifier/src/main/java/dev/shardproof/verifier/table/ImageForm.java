package dev.shardproof.verifier.table;

/** What of a value must be equal. */
public enum ImageForm {
    /** Its stored image: numeric 1.0 and 1.00 differ. */
    EXACT,
    /** Its value, as the database's {@code =} for its type says: numeric 1.0 and 1.00 are equal. */
    EQUALITY,
    /** Its text: what remains where the two sides store it in different types. */
    TEXT
}
