package dev.shardproof.verifier.source;

import dev.shardproof.verifier.keyspace.KeySpace;
import java.util.Objects;
import java.util.Optional;

/**
 * A table to judge, as the caller names it: exactly as the catalogue spells it, unquoted, whatever characters it holds.
 *
 * @param schema its schema
 * @param name its name
 * @param shardKey what it is sharded by; empty for a reference table, of which every shard has a full copy
 */
public record TableSpec(String schema, String name, Optional<ShardKey> shardKey) {

    /**
     * What a table is sharded by.
     *
     * @param column a column name, spelt like the table's
     * @param space how its value becomes a point
     */
    public record ShardKey(String column, KeySpace space) {
        public ShardKey {
            Objects.requireNonNull(column, "column is null");
            Objects.requireNonNull(space, "space is null");
        }
    }

    public TableSpec {
        Objects.requireNonNull(schema, "schema is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(shardKey, "shardKey is null");
    }

    /** A table whose rows lie where {@code space} puts their {@code shardKey}. */
    public static TableSpec sharded(String schema, String name, String shardKey, KeySpace space) {
        return new TableSpec(schema, name, Optional.of(new ShardKey(shardKey, space)));
    }

    /** A table of which every shard has a full copy. */
    public static TableSpec reference(String schema, String name) {
        return new TableSpec(schema, name, Optional.empty());
    }

    /** Whether every shard has a full copy. */
    public boolean isReference() {
        return shardKey.isEmpty();
    }

    /** {@code schema.name}, for reports. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
