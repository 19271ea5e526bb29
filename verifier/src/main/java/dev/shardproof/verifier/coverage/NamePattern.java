package dev.shardproof.verifier.coverage;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A user's name for tables: {@code schema.table}, {@code *} for any characters, the schema {@code public} if none is given.
 *
 * @param text as the user wrote it
 * @param full with its schema
 */
record NamePattern(String text, String full) {

    static NamePattern of(String text) {
        return new NamePattern(text, text.contains(".") ? text : "public." + text);
    }

    /** Whether it names one table. */
    boolean exact() {
        return full.indexOf('*') < 0;
    }

    boolean matches(String table) {
        return table.matches(
                Arrays.stream(full.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("(?s:.*)")));
    }

    /** The one that says most about a table: an exact name before any pattern, then the longest. */
    static Optional<NamePattern> best(Collection<String> texts, String table) {
        return texts.stream()
                .map(NamePattern::of)
                .filter(pattern -> pattern.matches(table))
                .max(Comparator.comparing(NamePattern::exact)
                        .thenComparing(pattern -> pattern.full().length())
                        .thenComparing(NamePattern::full));
    }
}
