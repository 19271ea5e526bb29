package dev.shardproof.simulator.cluster.external;

import java.util.Objects;

/**
 * Something in a database, or a replication slot of it.
 *
 * @param kind e.g. {@code table}
 * @param name the name, quoted and with its schema where it has one
 * @param drop the statement that removes it
 */
record DatabaseObject(String kind, String name, String drop) {
    DatabaseObject {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(drop, "drop is null");
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
