package dev.shardproof.verifier.table;

import dev.shardproof.verifier.keyspace.KeySpace;
import java.util.Objects;
import java.util.Optional;

/**
 * A table to judge, as the caller names it: exactly as the catalogue spells it, unquoted, whatever characters it holds.
 *
 * @param schema its schema
 * @param name its name
 * @param spread how its rows are spread over the shards
 * @param shardKey what it is sharded by; empty for a reference table, and where the caller does not say
 */
public record TableSpec(String schema, String name, Spread spread, Optional<ShardKey> shardKey) {

    /** How the rows of a table are spread over the shards. */
    public enum Spread {
        /** Each row lies on one shard: the shards' rows add up. */
        SHARDED,
        /** Every shard has a full copy: the copies must be equal. */
        REFERENCE
    }

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
        Objects.requireNonNull(spread, "spread is null");
        Objects.requireNonNull(shardKey, "shardKey is null");
        if (spread == Spread.REFERENCE && shardKey.isPresent()) {
            throw new IllegalArgumentException("%s.%s is a reference table and has the shard key %s; it can be only one"
                    .formatted(schema, name, shardKey.get().column()));
        }
    }

    /** A table whose rows lie where {@code space} puts their {@code shardKey}. */
    public static TableSpec sharded(String schema, String name, String shardKey, KeySpace space) {
        return new TableSpec(schema, name, Spread.SHARDED, Optional.of(new ShardKey(shardKey, space)));
    }

    /** A table whose rows lie on one shard each, by a rule that the caller does not tell. */
    public static TableSpec sharded(String schema, String name) {
        return new TableSpec(schema, name, Spread.SHARDED, Optional.empty());
    }

    /** A table of which every shard has a full copy. */
    public static TableSpec reference(String schema, String name) {
        return new TableSpec(schema, name, Spread.REFERENCE, Optional.empty());
    }

    /** Whether every shard has a full copy. */
    public boolean isReference() {
        return spread == Spread.REFERENCE;
    }

    /** {@code schema.name}, for reports. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
