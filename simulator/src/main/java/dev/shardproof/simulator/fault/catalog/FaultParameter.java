package dev.shardproof.simulator.fault.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One parameter of a kind of fault.
 *
 * @param name its key in scenario files
 * @param type what values it takes
 * @param least the least value as a number: milliseconds, a count, a share, or bytes; of a text its length
 * @param most the largest value, likewise
 * @param choices the allowed values of a {@link Type#CHOICE}, else none
 * @param standard the value where a scenario names none; empty if it must name one
 * @param meaning what it does, for the documents; one sentence
 */
public record FaultParameter(
        String name,
        Type type,
        double least,
        double most,
        List<String> choices,
        Optional<Object> standard,
        String meaning) {

    /** What an error's SQLSTATE looks like; class 00 is success. */
    public static final String SQL_STATE_PATTERN = "^(?!00)[0-9A-Z]{5}$";

    private static final int TEXT_MAX = 500;

    /** The types of values, each with the Java class that it is handed over as. */
    public enum Type {
        /** {@code 200ms}, {@code 5s}; whole milliseconds. */
        DURATION(Duration.class),
        /** A whole number. */
        COUNT(Long.class),
        /** A share from 0 to 1. */
        SHARE(Double.class),
        /** {@code 1MB/s}. */
        BYTES_PER_SECOND(Long.class),
        /** One of a few words. */
        CHOICE(String.class),
        /** Any text. */
        TEXT(String.class),
        /** The SQLSTATE of an error: five digits or capital letters, not 00. */
        SQL_STATE(String.class);

        private final Class<?> valueClass;

        Type(Class<?> valueClass) {
            this.valueClass = valueClass;
        }
    }

    public FaultParameter {
        Objects.requireNonNull(type, "type is null");
        choices = List.copyOf(choices);
        if ((type == Type.CHOICE) == choices.isEmpty()) {
            throw new IllegalArgumentException("parameter %s: choices and type do not fit".formatted(name));
        }
    }

    static FaultParameter duration(String name, Duration least, Duration most, String meaning) {
        return new FaultParameter(
                name, Type.DURATION, least.toMillis(), most.toMillis(), List.of(), Optional.empty(), meaning);
    }

    static FaultParameter count(String name, long least, long most, String meaning) {
        return new FaultParameter(name, Type.COUNT, least, most, List.of(), Optional.empty(), meaning);
    }

    static FaultParameter share(String name, double least, double most, String meaning) {
        return new FaultParameter(name, Type.SHARE, least, most, List.of(), Optional.empty(), meaning);
    }

    static FaultParameter throughput(String name, long least, long most, String meaning) {
        return new FaultParameter(name, Type.BYTES_PER_SECOND, least, most, List.of(), Optional.empty(), meaning);
    }

    static FaultParameter choice(String name, List<String> choices, String meaning) {
        return new FaultParameter(name, Type.CHOICE, 0, 0, choices, Optional.empty(), meaning);
    }

    static FaultParameter text(String name, String meaning) {
        return new FaultParameter(name, Type.TEXT, 1, TEXT_MAX, List.of(), Optional.empty(), meaning);
    }

    static FaultParameter sqlState(String name, String meaning) {
        return new FaultParameter(name, Type.SQL_STATE, 0, 0, List.of(), Optional.empty(), meaning);
    }

    /** The same, with a value for scenarios that name none. */
    FaultParameter or(Object value) {
        return new FaultParameter(name, type, least, most, choices, Optional.of(value), meaning);
    }

    /**
     * Checks a value.
     *
     * @throws IllegalArgumentException that says what is allowed
     */
    void check(Object value) {
        if (!type.valueClass.isInstance(value)) {
            throw new IllegalArgumentException("%s is %s, which is no %s".formatted(name, value, type.valueClass));
        }
        if (type == Type.CHOICE) {
            if (!choices.contains(value)) {
                throw new IllegalArgumentException(
                        "%s is '%s'; allowed: %s".formatted(name, value, String.join(", ", choices)));
            }
            return;
        }
        if (type == Type.SQL_STATE) {
            if (!value.toString().matches(SQL_STATE_PATTERN)) {
                throw new IllegalArgumentException(
                        "%s is '%s'; allowed: five digits or capital letters of an error's SQLSTATE, such as 40001"
                                .formatted(name, value));
            }
            return;
        }
        double number = number(value);
        if (!(number >= least && number <= most)) {
            throw new IllegalArgumentException("%s is %s; allowed: %s to %s".formatted(name, value, least, most));
        }
    }

    private static double number(Object value) {
        if (value instanceof Duration duration) {
            return duration.toMillis();
        }
        return value instanceof Number number
                ? number.doubleValue()
                : value.toString().length();
    }
}
