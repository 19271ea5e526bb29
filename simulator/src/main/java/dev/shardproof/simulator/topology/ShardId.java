package dev.shardproof.simulator.topology;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a shard: 1 to 30 lower-case letters, digits and underscores, a letter first. The narrow alphabet lets
 * the name be part of replication slots, proxies, folders and metric names without quoting.
 *
 * @param name the name
 */
public record ShardId(String name) implements Comparable<ShardId> {

    private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9_]{0,29}");

    public ShardId {
        Objects.requireNonNull(name, "name is null");
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "shard name '%s' is not allowed: use 1 to 30 lower-case letters, digits or '_', a letter first"
                            .formatted(name));
        }
    }

    /** Whether {@code name} may name a shard. */
    public static boolean isValid(String name) {
        return ALLOWED.matcher(name).matches();
    }

    @Override
    public int compareTo(ShardId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
