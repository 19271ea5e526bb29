package dev.shardproof.simulator.fault.wire.sql;

import java.util.List;
import java.util.Objects;

/**
 * An attribute of a toxic that knows SQL.
 *
 * @param name its name in the API
 * @param defaultValue its value where none is given: a {@link Long}, or a {@link String}; the given ones are of the same type
 * @param choices the allowed values; empty = any
 */
public record SqlAttribute(String name, Object defaultValue, List<String> choices) {

    private static final long NUMBER_MAX = 1_000_000_000_000L;
    private static final int TEXT_MAX = 2_000;

    public SqlAttribute {
        Objects.requireNonNull(name, "name is null");
        choices = List.copyOf(choices);
    }

    static SqlAttribute number(String name) {
        return new SqlAttribute(name, 0L, List.of());
    }

    static SqlAttribute text(String name, String defaultValue) {
        return new SqlAttribute(name, defaultValue, List.of());
    }

    static SqlAttribute choice(String name, String... choices) {
        return new SqlAttribute(name, choices[0], List.of(choices));
    }

    /** Whether its values are whole numbers. */
    public boolean isNumber() {
        return defaultValue instanceof Long;
    }

    /** Refuses a value that is not possible by an {@link IllegalArgumentException} that says what is. */
    void check(Object value) {
        if (isNumber()) {
            if (!(value instanceof Long) || (Long) value < 0 || (Long) value > NUMBER_MAX) {
                throw new IllegalArgumentException(
                        "attribute %s is %s: a whole number from 0 to %d is needed".formatted(name, value, NUMBER_MAX));
            }
        } else if (!(value instanceof String) || ((String) value).length() > TEXT_MAX) {
            throw new IllegalArgumentException(
                    "attribute %s must be a text of at most %d characters".formatted(name, TEXT_MAX));
        } else if (!choices.isEmpty() && !choices.contains(value)) {
            throw new IllegalArgumentException(
                    "attribute %s is '%s': one of %s is needed".formatted(name, value, String.join(", ", choices)));
        }
    }
}
