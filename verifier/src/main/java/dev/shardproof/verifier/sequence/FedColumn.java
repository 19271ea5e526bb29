package dev.shardproof.verifier.sequence;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A column that takes its numbers from a sequence.
 *
 * @param table {@code schema.table}
 * @param column its name
 * @param quotedTable the table, quoted by the database
 * @param quotedColumn the column, quoted by the database
 * @param greatest the greatest number of its type; empty if it holds no numbers
 * @param uniqueKeys the unique keys that it is part of, each with all its columns
 */
record FedColumn(
        String table,
        String column,
        String quotedTable,
        String quotedColumn,
        Optional<BigInteger> greatest,
        List<Set<String>> uniqueKeys) {

    FedColumn {
        uniqueKeys = List.copyOf(uniqueKeys);
    }

    /**
     * Whether two shards that hand out the same number harm each other: the number alone must tell rows apart, or together with
     * columns that do not decide the shard.
     */
    boolean uniqueOverAllShards(Optional<String> shardKey) {
        return uniqueKeys.stream()
                .anyMatch(key -> key.size() == 1
                        || (shardKey.isPresent() && (shardKey.get().equals(column) || !key.contains(shardKey.get()))));
    }

    @Override
    public String toString() {
        return table + "." + column;
    }
}
