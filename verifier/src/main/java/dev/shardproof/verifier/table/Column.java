package dev.shardproof.verifier.table;

import java.util.Objects;
import java.util.Set;

/**
 * One column, as the shards of one side have it.
 *
 * @param name its name on the source, which is what both sides are matched by
 * @param type its type without modifiers, as the database itself would write it; safe to use in a cast
 * @param nullable whether it may be NULL on any shard
 * @param value SQL for its value
 * @param text SQL for its value as text
 * @param image SQL for a value of a hashable type that differs whenever the values differ
 * @param imageKind what kind of value that is
 * @param keyPosition its place in the key, from 1; 0 if it is not part of it
 * @param integer whether its type is one of the integers, so that ranges of it can be cut
 * @param equality SQL operator by which its type's indexes call values equal
 */
public record Column(
        String name,
        String type,
        boolean nullable,
        String value,
        String text,
        String image,
        ImageKind imageKind,
        int keyPosition,
        boolean integer,
        String equality) {

    private static final Set<String> TEXTS = Set.of("text", "character varying");

    public Column {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(value, "value is null");
        Objects.requireNonNull(text, "text is null");
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(imageKind, "imageKind is null");
        Objects.requireNonNull(equality, "equality is null");
        if (keyPosition < 0) {
            throw new IllegalArgumentException("keyPosition is negative: " + keyPosition);
        }
    }

    /**
     * The type in which values are looked up: that of the column, but of integers the widest, for the other side may have
     * some that this one has no room for.
     */
    public String keyType() {
        return integer ? "pg_catalog.int8" : type;
    }

    /** Whether values of both are written alike, so that what the text of one says can be looked up in the other. */
    public boolean keyedLike(Column other) {
        return keyType().equals(other.keyType()) || (TEXTS.contains(type) && TEXTS.contains(other.type));
    }

    /** The same, but known by its text. */
    public Column byText() {
        return new Column(name, "text", nullable, text, text, image, imageKind, keyPosition, false, "=");
    }

    /** SQL: whether its value equals another one of its key type. */
    public String equalTo(String other) {
        return value + " " + equality + " " + other;
    }

    @Override
    public String toString() {
        return name + " " + type + (keyPosition > 0 ? " (key " + keyPosition + ")" : "");
    }
}
