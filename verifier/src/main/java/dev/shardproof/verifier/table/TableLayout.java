package dev.shardproof.verifier.table;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table as it can be read on all shards of one side. Columns stand in the order of their names, so that their physical
 * order on a shard means nothing.
 *
 * @param spec what the caller asked for
 * @param quotedName its qualified name, quoted by the database
 * @param columns its compared columns, sorted by name
 * @param point SQL for the 64-bit point of a row; empty where no shard key is known
 * @param rowHash over which form of a row hashes are taken
 */
public record TableLayout(
        TableSpec spec, String quotedName, List<Column> columns, Optional<String> point, RowHash rowHash) {

    public TableLayout {
        Objects.requireNonNull(spec, "spec is null");
        Objects.requireNonNull(quotedName, "quotedName is null");
        Objects.requireNonNull(point, "point is null");
        Objects.requireNonNull(rowHash, "rowHash is null");
        columns = columns.stream().sorted(Comparator.comparing(Column::name)).toList();
    }

    /** The columns of the key, in the key's order; empty if there is none. */
    public List<Column> key() {
        return columns.stream()
                .filter(column -> column.keyPosition() > 0)
                .sorted(Comparator.comparingInt(Column::keyPosition))
                .toList();
    }

    /** What tells one row from another: the key, or all columns where there is none. */
    public List<Column> identity() {
        return key().isEmpty() ? columns : key();
    }

    /** The same table, seen as if it had its key columns only: what to read when nothing but keys matters. */
    public TableLayout keyOnly() {
        return new TableLayout(spec, quotedName, key(), point, rowHash);
    }
}
