package dev.shardproof.verifier.table;

import java.util.List;
import java.util.Objects;

/**
 * A table as the catalogue of one shard describes it.
 *
 * @param quotedName its qualified name, quoted by the database
 * @param columns its stored columns
 */
public record TableShape(String quotedName, List<CatalogueColumn> columns) {
    public TableShape {
        Objects.requireNonNull(quotedName, "quotedName is null");
        columns = List.copyOf(columns);
    }
}
