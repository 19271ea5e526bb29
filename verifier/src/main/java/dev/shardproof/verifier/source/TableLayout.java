package dev.shardproof.verifier.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A table as the catalogues of its shards describe it. Columns stand in the order of their names, so that their physical
 * order on a shard means nothing.
 *
 * @param spec what the caller asked for
 * @param quotedName its qualified name, quoted by the database
 * @param columns its stored columns, sorted by name
 * @param point SQL for the 64-bit point of a row; empty for a reference table
 */
public record TableLayout(TableSpec spec, String quotedName, List<Column> columns, Optional<String> point) {
    public TableLayout {
        Objects.requireNonNull(spec, "spec is null");
        Objects.requireNonNull(quotedName, "quotedName is null");
        Objects.requireNonNull(point, "point is null");
        columns = columns.stream().sorted(Comparator.comparing(Column::name)).toList();
    }

    /** The columns of the primary key, in the key's order; empty if there is none. */
    public List<Column> key() {
        return columns.stream()
                .filter(column -> column.keyPosition() > 0)
                .sorted(Comparator.comparingInt(Column::keyPosition))
                .toList();
    }

    /** What tells one row from another: the primary key, or all columns where there is none. */
    public List<Column> identity() {
        return key().isEmpty() ? columns : key();
    }

    /** The same table, seen as if it had its key columns only: what to read when nothing but keys matters. */
    public TableLayout keyOnly() {
        return new TableLayout(spec, quotedName, key(), point);
    }

    /**
     * One layout for both shards.
     *
     * @throws SourceException if the shards differ in a way that makes their rows incomparable
     */
    TableLayout merge(String shard, TableLayout other, String otherShard) throws SourceException {
        List<Column> merged = new ArrayList<>();
        for (Column column : columns) {
            Optional<Column> twin =
                    other.columns.stream().filter(column::sameAs).findFirst();
            merged.add(twin.isPresent() && twin.get().nullable() ? column.asNullable() : column);
        }
        List<String> here = difference(other);
        List<String> there = other.difference(this);
        if (!here.isEmpty() || !there.isEmpty()) {
            throw new SourceException("table %s is not the same on %s and %s: only %s has %s, only %s has %s; make the"
                            .formatted(spec, shard, otherShard, shard, here, otherShard, there)
                    + " column names, types and primary keys equal before comparing rows");
        }
        return new TableLayout(spec, quotedName, merged, point);
    }

    private List<String> difference(TableLayout other) {
        Predicate<Column> unknown = column -> other.columns.stream().noneMatch(column::sameAs);
        return columns.stream().filter(unknown).map(Column::toString).toList();
    }
}
