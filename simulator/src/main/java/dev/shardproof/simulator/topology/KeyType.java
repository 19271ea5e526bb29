package dev.shardproof.simulator.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The types that a shard key can have, and how each becomes a point of the key space, in Java and in SQL. */
public enum KeyType {
    /** {@code smallint}, {@code integer} or {@code bigint}; in Java a {@link Long}. */
    INTEGER("hashint8extended(%s::bigint, 0)", "int2", "int4", "int8"),
    /** {@code text} or {@code varchar} under a deterministic collation; in Java a {@link String}. */
    TEXT("hashtextextended(%s::text, 0)", "text", "varchar"),
    /** {@code uuid}; in Java a {@link UUID}. */
    UUID("uuid_hash_extended(%s, 0)", "uuid");

    private final String hashExpression;
    private final List<String> typeNames;

    KeyType(String hashExpression, String... typeNames) {
        this.hashExpression = hashExpression;
        this.typeNames = List.of(typeNames);
    }

    /** The key type of a column of the PostgreSQL type with that {@code pg_type.typname}. */
    public static Optional<KeyType> ofTypeName(String typname) {
        return Arrays.stream(values())
                .filter(type -> type.typeNames.contains(typname))
                .findFirst();
    }

    /**
     * The SQL expression for the point of a column; {@code quotedColumn} must be quoted already.
     *
     * @throws IllegalArgumentException if the strategy does not serve this type
     */
    public String pointExpression(ShardingStrategy strategy, String quotedColumn) {
        if (strategy == ShardingStrategy.HASHED) {
            return hashExpression.formatted(quotedColumn);
        }
        requireInteger();
        return quotedColumn + "::bigint";
    }

    /**
     * The point of a key.
     *
     * @throws IllegalArgumentException if the strategy does not serve this type
     * @throws ClassCastException if the key is not of this type's Java class
     */
    public long pointOf(ShardingStrategy strategy, Object key) {
        if (strategy == ShardingStrategy.PLAIN) {
            requireInteger();
            return (Long) key;
        }
        return switch (this) {
            case INTEGER -> KeyHash.ofInteger((Long) key);
            case TEXT -> KeyHash.ofText((String) key);
            case UUID -> KeyHash.ofUuid((UUID) key);
        };
    }

    /** Reads a key from its text form. */
    public Object parse(String text) {
        return switch (this) {
            case INTEGER -> Long.valueOf(text);
            case TEXT -> text;
            case UUID -> java.util.UUID.fromString(text);
        };
    }

    private void requireInteger() {
        if (this != INTEGER) {
            throw new IllegalArgumentException(
                    "the plain strategy needs an integer shard key, found " + String.join(" or ", typeNames));
        }
    }
}
