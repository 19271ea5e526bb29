package dev.shardproof.simulator.dataset;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes SQL identifiers, so that any name that PostgreSQL accepts is taken literally. */
public final class Identifiers {

    private Identifiers() {}

    /** The name in double quotes. */
    public static String quote(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'%s' can not be an identifier".formatted(name.replace('\0', '?')));
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The names in double quotes, separated by commas. */
    public static String quoteAll(Collection<String> names) {
        return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    }
}
