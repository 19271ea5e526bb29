package dev.shardproof.reports.run;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The conditions that the records of a report share. Each returns its argument or throws, naming the component. */
public final class Require {

    private Require() {}

    public static String text(String value, String name) {
        Objects.requireNonNull(value, () -> name + " is null");
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is empty");
        }
        return value;
    }

    public static long notNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException("%s is negative: %d".formatted(name, value));
        }
        return value;
    }

    public static double finite(double value, String name) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("%s is not a finite number: %s".formatted(name, value));
        }
        return value;
    }

    public static void inOrder(Instant start, Optional<Instant> end, String name) {
        Objects.requireNonNull(start, () -> "start of " + name + " is null");
        Objects.requireNonNull(end, () -> "end of " + name + " is null");
        if (end.isPresent() && end.get().isBefore(start)) {
            throw new IllegalArgumentException(
                    "%s ends at %s, before its start at %s".formatted(name, end.get(), start));
        }
    }

    /** An unmodifiable copy that keeps the order, unlike {@link Map#copyOf}. */
    public static <V> Map<String, V> orderedCopy(Map<String, V> map, String name) {
        Objects.requireNonNull(map, () -> name + " is null");
        LinkedHashMap<String, V> copy = new LinkedHashMap<>(map);
        copy.forEach((key, value) -> {
            Objects.requireNonNull(key, () -> name + " has a null key");
            Objects.requireNonNull(value, () -> name + " has no value for " + key);
        });
        return Collections.unmodifiableMap(copy);
    }
}
