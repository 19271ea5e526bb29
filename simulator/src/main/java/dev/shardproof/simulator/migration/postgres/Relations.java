package dev.shardproof.simulator.migration.postgres;

import java.util.List;

/** Where the pages of a table are. */
final class Relations {

    private Relations() {}

    /** The relations that hold the table's rows, quoted: the table itself, or the leaves of a partitioned one. */
    static List<String> leaves(ShardSession session, MovingTable table) {
        List<String> leaves = session
                .rows(
                        "reading the partitions of " + table.sql(),
                        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_partition_tree(?::regclass) t"
                                + " JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE t.isleaf ORDER BY 1",
                        table.sql())
                .stream()
                .map(row -> row.get(0))
                .toList();
        return leaves.isEmpty() ? List.of(table.sql()) : leaves;
    }

    /** How many pages the relation has now. */
    static long pages(ShardSession session, String relation) {
        return Long.parseLong(session.rows(
                        "measuring " + relation,
                        "SELECT pg_relation_size(?::regclass) / current_setting('block_size')::bigint",
                        relation)
                .get(0)
                .get(0));
    }
}
