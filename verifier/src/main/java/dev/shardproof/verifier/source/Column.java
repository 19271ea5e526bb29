package dev.shardproof.verifier.source;

import java.util.Objects;

/**
 * One column, as the catalogue describes it.
 *
 * @param name its name
 * @param type its full type with modifiers, as the database itself would write it; safe to use in a cast
 * @param nullable whether it may be NULL
 * @param value SQL for its value
 * @param text SQL for its value as text
 * @param image SQL for a value of a hashable type that differs whenever the stored value differs
 * @param keyPosition its place in the primary key, from 1; 0 if it is not part of it
 */
public record Column(
        String name, String type, boolean nullable, String value, String text, String image, int keyPosition) {
    public Column {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(value, "value is null");
        Objects.requireNonNull(text, "text is null");
        Objects.requireNonNull(image, "image is null");
        if (keyPosition < 0) {
            throw new IllegalArgumentException("keyPosition is negative: " + keyPosition);
        }
    }

    Column asNullable() {
        return new Column(name, type, true, value, text, image, keyPosition);
    }

    boolean sameAs(Column other) {
        return name.equals(other.name)
                && type.equals(other.type)
                && image.equals(other.image)
                && keyPosition == other.keyPosition;
    }

    @Override
    public String toString() {
        return name + " " + type + (keyPosition > 0 ? " (key " + keyPosition + ")" : "");
    }
}
