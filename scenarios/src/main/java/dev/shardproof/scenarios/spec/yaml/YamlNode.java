package dev.shardproof.scenarios.spec.yaml;

import java.util.List;
import java.util.Objects;

/** A part of a YAML document together with its place in the file. Immutable. */
public sealed interface YamlNode {

    /** Where the node starts. */
    Position at();

    /** What YAML 1.2's core schema takes an unquoted word for. Quoted text is always {@link #TEXT}. */
    enum Kind {
        TEXT,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        /** {@code null}, {@code ~} or nothing at all. */
        EMPTY
    }

    /** A single value. */
    record Scalar(String text, Kind kind, Position at) implements YamlNode {
        public Scalar {
            Objects.requireNonNull(text, "text is null");
            Objects.requireNonNull(kind, "kind is null");
            Objects.requireNonNull(at, "at is null");
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, Position at) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
            Objects.requireNonNull(at, "at is null");
        }
    }

    /** Keys and values in the order of the file; no key occurs twice. */
    record Mapping(List<Entry> entries, Position at) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
            Objects.requireNonNull(at, "at is null");
        }
    }

    /** One key of a mapping and its value. */
    record Entry(String key, Position keyAt, YamlNode value) {
        public Entry {
            Objects.requireNonNull(key, "key is null");
            Objects.requireNonNull(keyAt, "keyAt is null");
            Objects.requireNonNull(value, "value is null");
        }
    }
}
