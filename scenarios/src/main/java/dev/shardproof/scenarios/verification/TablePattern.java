package dev.shardproof.scenarios.verification;

import java.util.Optional;

/** Names of tables with {@code *} for any characters, always with their schema. */
final class TablePattern {

    /** A schema, a dot, and a table; PostgreSQL cuts names after 63 bytes. */
    private static final int LENGTH_MAX = 127;

    private static final int COLUMN_LENGTH_MAX = 63;
    private static final String DEFAULT_SCHEMA = "public.";

    private TablePattern() {}

    /** The pattern with its schema; empty if it can not be one. */
    static Optional<String> pattern(String text) {
        String full = text.contains(".") ? text : DEFAULT_SCHEMA + text;
        boolean valid = isName(text, LENGTH_MAX) && !full.startsWith(".") && !full.endsWith(".");
        return valid ? Optional.of(full) : Optional.empty();
    }

    /** A column's name; empty if it can not be one. */
    static Optional<String> column(String text) {
        return isName(text, COLUMN_LENGTH_MAX) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isName(String text, int lengthMax) {
        return !text.isBlank() && text.length() <= lengthMax && text.chars().noneMatch(Character::isISOControl);
    }
}
