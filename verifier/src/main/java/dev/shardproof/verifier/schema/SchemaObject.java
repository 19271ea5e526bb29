package dev.shardproof.verifier.schema;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Something that a shard's catalogue defines, in the names of the sources.
 *
 * @param kind what it is, e.g. {@code index}
 * @param definition what makes it what it is, without its own name where that does not matter
 * @param name its own name; empty where the definition tells it
 * @param properties what else is true of it, by name; empty text for what it does not have
 */
record SchemaObject(String kind, String definition, String name, Map<String, String> properties) {

    SchemaObject {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(definition, "definition is null");
        Objects.requireNonNull(name, "name is null");
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** The object in a report. */
    String label() {
        return definition.isEmpty() ? "the " + kind : kind + " " + definition;
    }

    /** One of its properties in a report. */
    String label(String property) {
        return property + " of " + label();
    }

    /** Whether both go by one name. */
    boolean namedLike(SchemaObject other) {
        return kind.equals(other.kind) && !name.isEmpty() && name.equals(other.name);
    }
}
