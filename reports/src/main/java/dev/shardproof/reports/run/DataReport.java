package dev.shardproof.reports.run;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What lay on the shards.
 *
 * @param name the data set's name, e.g. {@code orders}, or the schema file of the user's own
 * @param tables the tables, schema-qualified
 * @param rowsBefore rows of all sharded tables by shard, before the migration
 * @param rowsAfter the same at the end; empty if it was not counted
 */
public record DataReport(String name, List<Table> tables, Map<String, Long> rowsBefore, Map<String, Long> rowsAfter) {

    public DataReport {
        Require.text(name, "name");
        tables = List.copyOf(tables);
        rowsBefore = Require.orderedCopy(rowsBefore, "rowsBefore");
        rowsAfter = Require.orderedCopy(rowsAfter, "rowsAfter");
        rowsBefore.forEach((shard, rows) -> Require.notNegative(rows, "rowsBefore of " + shard));
        rowsAfter.forEach((shard, rows) -> Require.notNegative(rows, "rowsAfter of " + shard));
    }

    /** How a table is spread. */
    public enum Kind {
        /** Each row lies on the shard that owns its key. */
        SHARDED,
        /** Every shard has a full copy. */
        REFERENCE
    }

    /**
     * One table.
     *
     * @param name the name
     * @param kind how it is spread
     * @param shardKey the column that places its rows; given for sharded tables only
     */
    public record Table(String name, Kind kind, Optional<String> shardKey) {
        public Table {
            Require.text(name, "name");
            Objects.requireNonNull(kind, "kind is null");
            Objects.requireNonNull(shardKey, "shardKey is null");
            if (shardKey.isPresent() != (kind == Kind.SHARDED)) {
                throw new IllegalArgumentException("table %s is %s and has %s: only a sharded table has a shard key"
                        .formatted(name, kind, shardKey.isPresent() ? "a shard key" : "no shard key"));
            }
        }

        /** A table whose rows are spread by a column. */
        public static Table sharded(String name, String shardKey) {
            return new Table(name, Kind.SHARDED, Optional.of(shardKey));
        }

        /** A table that every shard has in full. */
        public static Table reference(String name) {
            return new Table(name, Kind.REFERENCE, Optional.empty());
        }
    }
}
