package dev.shardproof.verifier.table;

import java.util.Objects;

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
        boolean integer) {

    public Column {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(value, "value is null");
        Objects.requireNonNull(text, "text is null");
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(imageKind, "imageKind is null");
        if (keyPosition < 0) {
            throw new IllegalArgumentException("keyPosition is negative: " + keyPosition);
        }
    }

    @Override
    public String toString() {
        return name + " " + type + (keyPosition > 0 ? " (key " + keyPosition + ")" : "");
    }
}
