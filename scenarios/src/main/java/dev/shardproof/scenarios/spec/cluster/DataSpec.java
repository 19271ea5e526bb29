package dev.shardproof.scenarios.spec.cluster;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables and their rows. */
public sealed interface DataSpec {

    /**
     * A data set that is generated from the scenario's seed.
     *
     * @param dataset which
     * @param rows of its main table, at least 1
     */
    record BuiltIn(Dataset dataset, long rows) implements DataSpec {

        public static final long ROWS_MAX = 1_000_000_000L;

        public BuiltIn {
            Objects.requireNonNull(dataset, "dataset is null");
            if (rows < 1 || rows > ROWS_MAX) {
                throw new IllegalArgumentException("rows must be from 1 to %d, found %d".formatted(ROWS_MAX, rows));
            }
        }
    }

    /**
     * The user's own tables. Whether tables and columns exist is only known once a server has run the schema.
     *
     * @param schema absolute path of the SQL file that creates the tables
     * @param load what is loaded, in this order; at least one file
     * @param shardKeys the shard-key column of each sharded table; at least one
     * @param reference the tables that every shard holds in full; none of them is in {@code shardKeys}
     */
    record OwnSchema(
            Path schema, List<LoadFile> load, SortedMap<TableName, String> shardKeys, SortedSet<TableName> reference)
            implements DataSpec {

        public OwnSchema {
            requireAbsolute(schema);
            load = List.copyOf(load);
            shardKeys = Collections.unmodifiableSortedMap(new TreeMap<>(shardKeys));
            reference = Collections.unmodifiableSortedSet(new TreeSet<>(reference));
            if (load.isEmpty() || shardKeys.isEmpty()) {
                throw new IllegalArgumentException("at least one file to load and one shard key are needed");
            }
            for (TableName table : reference) {
                if (shardKeys.containsKey(table)) {
                    throw new IllegalArgumentException(
                            "table %s has a shard key and is a reference table".formatted(table));
                }
            }
        }
    }

    /**
     * A file of rows.
     *
     * @param file absolute path of an SQL or CSV file
     * @param table the table of a CSV file; empty for an SQL file, which names its tables itself
     */
    record LoadFile(Path file, Optional<TableName> table) {
        public LoadFile {
            requireAbsolute(file);
            Objects.requireNonNull(table, "table is null");
        }
    }

    /** The data sets that Shardproof brings along. */
    enum Dataset {
        /** A shop: customers, orders, order lines, accounts and one reference table; rows counts the orders. */
        ORDERS("orders"),
        /** Accounts with two pots each, and transfers; rows counts the pots. */
        BANK("bank"),
        /** Registers with versions; rows counts the registers. */
        REGISTER("register"),
        /** Lists of numbers; rows counts the lists. */
        APPEND("append"),
        /** Users' events; rows counts the events. */
        TIMELINE("timeline");

        private final String label;

        Dataset(String label) {
            this.label = label;
        }

        /** The name in scenario files, command lines and reports. */
        public String label() {
            return label;
        }
    }

    private static void requireAbsolute(Path file) {
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException("'%s' is not an absolute path".formatted(file));
        }
    }
}
