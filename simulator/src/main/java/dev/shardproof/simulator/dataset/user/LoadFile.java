package dev.shardproof.simulator.dataset.user;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * One file with rows.
 *
 * @param path the file
 * @param table for a CSV file the table that it fills, as {@code table} or {@code schema.table}; empty for a script
 */
public record LoadFile(Path path, Optional<String> table) {

    public LoadFile {
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(table, "table is null");
    }

    /** A script of SQL statements that insert rows. */
    public static LoadFile sql(Path path) {
        return new LoadFile(path, Optional.empty());
    }

    /** Comma-separated values in UTF-8, with a header line that names the columns; an empty value is NULL. */
    public static LoadFile csv(String table, Path path) {
        return new LoadFile(path, Optional.of(table));
    }
}
