package dev.shardproof.scenarios.spec.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of one mapping, read one by one. Everything that is wrong goes to the {@link Problems} with its place and
 * its path (such as {@code workload.keys}), and reading goes on, so that one pass finds all mistakes. Not thread-safe.
 */
public final class Fields {

    private final YamlNode.Mapping mapping;
    private final String path;
    private final List<String> allowed;
    private final Problems problems;
    private final Map<String, YamlNode.Entry> byKey = new HashMap<>();

    private Fields(YamlNode.Mapping mapping, String path, List<String> allowed, Problems problems) {
        this.mapping = mapping;
        this.path = path;
        this.allowed = List.copyOf(allowed);
        this.problems = problems;
        for (YamlNode.Entry entry : mapping.entries()) {
            if (allowed.contains(entry.key())) {
                byKey.put(entry.key(), entry);
            } else {
                problems.add(entry.keyAt(), unknown(entry.key()));
            }
        }
    }

    /**
     * The fields of a node; unknown keys are reported at once.
     *
     * @param path the node's path in the file, empty for the root
     * @param allowed the keys, in the order in which a message lists them
     * @return empty after a problem was added because the node is not a mapping
     */
    public static Optional<Fields> of(YamlNode node, String path, List<String> allowed, Problems problems) {
        if (node instanceof YamlNode.Mapping mapping) {
            return Optional.of(new Fields(mapping, path, allowed, problems));
        }
        problems.add(
                node.at(),
                "%s: found %s; expected a mapping with the keys %s"
                        .formatted(path.isEmpty() ? "the file" : path, Excerpt.of(node), String.join(", ", allowed)));
        return Optional.empty();
    }

    public boolean has(String key) {
        requireAllowed(key);
        return byKey.containsKey(key);
    }

    /** Where the mapping starts. */
    public Position at() {
        return mapping.at();
    }

    /** Where the key stands, or the mapping if the key is absent. */
    public Position keyAt(String key) {
        return has(key) ? byKey.get(key).keyAt() : mapping.at();
    }

    /** Where the value stands, or the mapping if the key is absent. */
    public Position valueAt(String key) {
        return has(key) ? byKey.get(key).value().at() : mapping.at();
    }

    /** The raw value. */
    public Optional<YamlNode> node(String key) {
        return has(key) ? Optional.of(byKey.get(key).value()) : Optional.empty();
    }

    /** The path of a key of this mapping. */
    public String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The value of a key that must be there; empty after a problem was added. */
    public <T> Optional<T> required(String key, ValueReader<T> reader) {
        return requireNode(key).flatMap(node -> read(node, pathOf(key), reader));
    }

    /** The value, or {@code absent} if the key is not there or (after a problem was added) its value is rejected. */
    public <T> T optional(String key, T absent, ValueReader<T> reader) {
        return optional(key, reader).orElse(absent);
    }

    /** The value, or empty if the key is not there or (after a problem was added) its value is rejected. */
    public <T> Optional<T> optional(String key, ValueReader<T> reader) {
        return node(key).flatMap(node -> read(node, pathOf(key), reader));
    }

    /** The fields of a nested mapping that must be there; empty after a problem was added. */
    public Optional<Fields> requiredFields(String key, List<String> nestedKeys) {
        return requireNode(key).flatMap(node -> Fields.of(node, pathOf(key), nestedKeys, problems));
    }

    /** The fields of a nested mapping; empty if the key is not there or (after a problem was added) is no mapping. */
    public Optional<Fields> optionalFields(String key, List<String> nestedKeys) {
        return node(key).flatMap(node -> Fields.of(node, pathOf(key), nestedKeys, problems));
    }

    /** The items of a list that has at least one; empty if the key is absent or after a problem was added. */
    public List<YamlNode> items(String key, String expected) {
        Optional<YamlNode> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof YamlNode.Sequence list && !list.items().isEmpty()) {
            return list.items();
        }
        String found = node.get() instanceof YamlNode.Sequence ? "an empty list" : Excerpt.of(node.get());
        problems.add(node.get().at(), "%s: found %s; expected a list of %s".formatted(pathOf(key), found, expected));
        return List.of();
    }

    /** The entries of a mapping with free keys that has at least one; empty if absent or after a problem was added. */
    public List<YamlNode.Entry> entries(String key, String expected) {
        Optional<YamlNode> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof YamlNode.Mapping map && !map.entries().isEmpty()) {
            return map.entries();
        }
        String found = node.get() instanceof YamlNode.Mapping ? "an empty mapping" : Excerpt.of(node.get());
        problems.add(node.get().at(), "%s: found %s; expected %s".formatted(pathOf(key), found, expected));
        return List.of();
    }

    /** The items of a list, each read; those that are rejected are reported and left out. */
    public <T> List<T> list(String key, String expected, ValueReader<T> reader) {
        List<T> values = new ArrayList<>();
        for (YamlNode item : items(key, expected)) {
            read(item, pathOf(key), reader).ifPresent(values::add);
        }
        return values;
    }

    /** Reads a node; empty after a problem was added. */
    public <T> Optional<T> read(YamlNode node, String nodePath, ValueReader<T> reader) {
        try {
            return Optional.of(reader.read(node));
        } catch (RejectedValueException e) {
            problems.add(e.at(), nodePath + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Adds a problem of this mapping's key. */
    public void reject(Position where, String key, String message) {
        problems.add(where, pathOf(key) + ": " + message);
    }

    public Problems problems() {
        return problems;
    }

    private Optional<YamlNode> requireNode(String key) {
        if (!has(key)) {
            problems.add(
                    mapping.at(),
                    "%s is missing%s".formatted(Excerpt.quoted(key), path.isEmpty() ? "" : " in " + path));
        }
        return node(key);
    }

    private String unknown(String key) {
        return "unknown key %s%s%s; allowed: %s"
                .formatted(
                        Excerpt.quoted(key),
                        path.isEmpty() ? "" : " in " + path,
                        Suggestion.of(key, allowed)
                                .map("; did you mean '%s'?"::formatted)
                                .orElse(""),
                        String.join(", ", allowed));
    }

    private void requireAllowed(String key) {
        if (!allowed.contains(key)) {
            throw new IllegalArgumentException("'%s' is not among the keys of '%s'".formatted(key, path));
        }
    }
}
