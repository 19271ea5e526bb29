package dev.shardproof.verifier.table;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /** SQL: whether a row has one of so many keys; one parameter for each key column of each key, as text. */
    public String hasOneOf(int keys) {
        List<Column> key = key();
        if (key.stream().allMatch(column -> column.equality().equals("="))) {
            String one = key.stream()
                    .map(column -> "CAST(? AS %s)".formatted(column.keyType()))
                    .collect(Collectors.joining(", ", "(", ")"));
            return "(%s) IN (%s)"
                    .formatted(
                            key.stream().map(Column::value).collect(Collectors.joining(", ")),
                            String.join(", ", Collections.nCopies(keys, one)));
        }
        String one = key.stream()
                .map(column -> column.equalTo("CAST(? AS %s)".formatted(column.keyType())))
                .collect(Collectors.joining(" AND ", "(", ")"));
        return String.join(" OR ", Collections.nCopies(keys, one));
    }

    /** What tells one row from another: the key, or all columns where there is none. */
    public List<Column> identity() {
        return key().isEmpty() ? columns : key();
    }

    /** Whether a key of the other table's rows, as text, can be looked up here, and the other way round. */
    public boolean keyedLike(TableLayout other) {
        List<Column> here = key();
        List<Column> there = other.key();
        return here.size() == there.size()
                && IntStream.range(0, here.size()).allMatch(i -> here.get(i).keyedLike(there.get(i)));
    }

    /** The same table, of which keys are looked up as texts, whatever they are: no index helps. */
    public TableLayout keyedByText() {
        List<Column> known = columns.stream()
                .map(column -> column.keyPosition() > 0 ? column.byText() : column)
                .toList();
        return new TableLayout(spec, quotedName, known, point, rowHash);
    }

    /** The same table, seen as if it had its key columns only: what to read when nothing but keys matters. */
    public TableLayout keyOnly() {
        return new TableLayout(spec, quotedName, key(), point, rowHash);
    }
}
