package dev.shardproof.scenarios.spec.yaml;

/**
 * Turns a node into a value.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface ValueReader<T> {

    /**
     * Reads the value; never returns null.
     *
     * @throws RejectedValueException if the node is not such a value; the message says what is
     */
    T read(YamlNode node);
}
