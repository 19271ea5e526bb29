package dev.shardproof.simulator.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What takes the place of a value for a while: several may overlap, the one that was set last counts, and each is lifted by
 * its own name. Thread-safe; {@link #current} takes no lock.
 */
final class Overrides<T> {

    private final Map<String, T> all = new LinkedHashMap<>();
    private volatile Optional<T> current = Optional.empty();

    Optional<T> current() {
        return current;
    }

    synchronized void set(String name, T value) {
        all.remove(name);
        all.put(name, Objects.requireNonNull(value, "value is null"));
        current = last();
    }

    /** Does nothing if there is none of that name. */
    synchronized void lift(String name) {
        all.remove(name);
        current = last();
    }

    private Optional<T> last() {
        return all.values().stream().reduce((one, next) -> next);
    }
}
