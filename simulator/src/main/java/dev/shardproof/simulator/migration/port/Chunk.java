package dev.shardproof.simulator.migration.port;

import java.util.Objects;

/**
 * A piece of a table that is copied in one go.
 *
 * @param table the table's qualified name
 * @param from the first page
 * @param to the page after the last one, or -1 for everything from {@code from} up
 * @param weight its share of the work (pages), at least 1
 * @param relation the relation that holds the pages: the table or one of its partitions, quoted for SQL
 */
public record Chunk(String table, long from, long to, long weight, String relation) {
    public Chunk {
        Objects.requireNonNull(table, "table is null");
        Objects.requireNonNull(relation, "relation is null");
        if (weight < 1) {
            throw new IllegalArgumentException("a chunk weighs at least 1, found " + weight);
        }
    }

    /** Which pages, in words. */
    public String description() {
        return "pages %d..%s".formatted(from, to < 0 ? "" : Long.toString(to));
    }
}
