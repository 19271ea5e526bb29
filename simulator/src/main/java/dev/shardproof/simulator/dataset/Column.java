package dev.shardproof.simulator.dataset;

import java.util.Objects;

/**
 * One column of a table.
 *
 * @param name its name, unquoted
 * @param typeName {@code pg_type.typname}, such as {@code int8} or {@code _text}
 * @param generated whether the server computes it from other columns, so that nobody can write it
 * @param identity whether it takes its default from an identity sequence
 */
public record Column(String name, String typeName, boolean generated, boolean identity) {
    public Column {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(typeName, "typeName is null");
    }
}
