package dev.shardproof.simulator.fault.catalog;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A disturbance as data: immutable, equal by value, and without any way to act by itself.
 *
 * @param kind which
 * @param target what it hits; of the sort that the kind allows
 * @param values a value for every parameter of the kind, in the kind's order; defaults are filled in
 */
public record Fault(FaultKind kind, FaultTarget target, Map<String, Object> values) {

    public Fault {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(target, "target is null");
        if (!kind.aim().allows(target)) {
            throw new IllegalArgumentException("a %s can not hit '%s'; allowed: %s"
                    .formatted(kind.key(), target, kind.aim().label()));
        }
        values = complete(kind, values);
        kind.requireSound(values);
    }

    private static Map<String, Object> complete(FaultKind kind, Map<String, Object> given) {
        Map<String, Object> complete = new LinkedHashMap<>();
        for (FaultParameter parameter : kind.parameters()) {
            Object value = given.get(parameter.name());
            if (value == null) {
                value = parameter
                        .standard()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "a %s needs a value for '%s'".formatted(kind.key(), parameter.name())));
            }
            parameter.check(value);
            complete.put(parameter.name(), value);
        }
        given.keySet().stream()
                .filter(name -> !complete.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "a %s has no '%s'; it has %s".formatted(kind.key(), name, complete.keySet()));
                });
        return Collections.unmodifiableMap(complete);
    }

    /** A duration among the values. */
    public Duration duration(String name) {
        return value(name, Duration.class);
    }

    /** A count, or bytes a second, among the values. */
    public long count(String name) {
        return value(name, Long.class);
    }

    /** A share among the values, 0 to 1. */
    public double share(String name) {
        return value(name, Double.class);
    }

    /** A text, or a choice, among the values. */
    public String text(String name) {
        return value(name, String.class);
    }

    private <T> T value(String name, Class<T> type) {
        return type.cast(
                Objects.requireNonNull(values.get(name), () -> "a %s has no '%s'".formatted(kind.key(), name)));
    }

    /** Its name in events and reports, for example {@code slowShard s2}. */
    public String name() {
        return kind.key() + " " + target;
    }
}
