package dev.shardproof.simulator.dataset;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.EachShard;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps that every data set shares: before its rows and after them. */
public final class Loading {

    private Loading() {}

    /** Work on one server by its direct connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(ShardServer server, Connection connection) throws Exception;
    }

    /**
     * Does the work on all servers at the same time.
     *
     * @throws DatasetException if it fails on one; the message names the shard
     */
    public static <T> Map<ShardId, T> onEach(Cluster cluster, Work<T> work) {
        try {
            return EachShard.run(cluster.shards().stream().map(ShardServer::id).toList(), id -> {
                ShardServer server = cluster.shard(id);
                try (Connection connection = server.connect()) {
                    return work.run(server, connection);
                } catch (SQLException e) {
                    throw new DatasetException("shard %s: %s".formatted(id, e.getMessage()), e);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatasetException("the loading was interrupted", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new DatasetException("the data can not be loaded: " + e.getMessage(), e);
        }
    }

    /**
     * Makes sure that the cluster can take the data.
     *
     * @throws DatasetException if an owner is no server of the cluster, or a database has tables already
     */
    public static void requireReady(Cluster cluster, Topology topology) {
        List<ShardId> servers = cluster.shards().stream().map(ShardServer::id).toList();
        if (!servers.containsAll(topology.shards())) {
            throw new DatasetException(
                    "the topology names the shards %s, the cluster has only %s".formatted(topology.shards(), servers));
        }
        onEach(cluster, (server, connection) -> {
            List<String> names = Catalogue.tables(connection).values().stream()
                    .map(CatalogueTable::displayName)
                    .toList();
            if (!names.isEmpty()) {
                throw new DatasetException("shard %s: the database '%s' has tables already (%s): give an empty one"
                        .formatted(server.id(), server.database(), String.join(", ", names)));
            }
            return names;
        });
    }

    /**
     * Lets a session load rows in any order, without triggers: what is loaded was consistent where it came from. Foreign
     * keys are triggers too.
     */
    public static void withoutTriggers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
        }
    }

    /**
     * Gathers statistics, sizes and the sample of shard keys.
     *
     * @param schema the tables
     * @param rows for each server the rows of each table
     * @param seed decides the sample
     */
    public static LoadedData finish(
            Cluster cluster, SchemaReader.Schema schema, Map<ShardId, Map<TableLayout, Long>> rows, long seed) {
        Map<TableLayout, Map<ShardId, Long>> byTable = new LinkedHashMap<>();
        for (TableLayout table : schema.tables()) {
            Map<ShardId, Long> counts = new LinkedHashMap<>();
            rows.forEach((shard, tables) -> counts.put(shard, tables.getOrDefault(table, 0L)));
            byTable.put(table, java.util.Collections.unmodifiableMap(counts));
        }
        TableLayout root = rootOf(cluster, schema.tables(), byTable);
        Map<ShardId, Long> bytes = onEach(cluster, (server, connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ANALYZE");
            }
            return Catalogue.totalBytes(connection);
        });
        return new LoadedData(
                schema.tables(),
                byTable,
                bytes.values().stream().mapToLong(Long::longValue).sum(),
                root,
                KeySample.of(cluster, root, seed, LoadedData.SAMPLE),
                schema.warnings());
    }

    /** Raises sequences so that they go on after the value given; keys are names ready for SQL. */
    public static void setSequences(Connection connection, Map<String, Long> values) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT setval(?::regclass, ?)")) {
            for (Map.Entry<String, Long> sequence : values.entrySet()) {
                statement.setString(1, sequence.getKey());
                statement.setLong(2, sequence.getValue());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                }
            }
        }
    }

    private static TableLayout rootOf(
            Cluster cluster, List<TableLayout> tables, Map<TableLayout, Map<ShardId, Long>> rows) {
        try (Connection connection = cluster.shards().get(0).connect()) {
            Map<Long, CatalogueTable> catalogue = Catalogue.tables(connection);
            List<String> sharded = tables.stream()
                    .filter(TableLayout::isSharded)
                    .map(TableLayout::displayName)
                    .toList();
            List<String> roots = new ArrayList<>();
            catalogue.forEach((id, table) -> {
                boolean refers = table.parents.stream()
                        .filter(parent -> !parent.equals(id))
                        .map(catalogue::get)
                        .anyMatch(parent -> parent != null && sharded.contains(parent.displayName()));
                if (!refers) {
                    roots.add(table.displayName());
                }
            });
            Optional<TableLayout> largest = tables.stream()
                    .filter(TableLayout::isSharded)
                    .filter(table -> roots.contains(table.displayName())
                            || sharded.stream().noneMatch(roots::contains))
                    .reduce((one, other) -> sum(rows, other) > sum(rows, one) ? other : one);
            return largest.orElseThrow(() -> new DatasetException("no table is sharded"));
        } catch (SQLException e) {
            throw new DatasetException("the foreign keys can not be read: " + e.getMessage(), e);
        }
    }

    private static long sum(Map<TableLayout, Map<ShardId, Long>> rows, TableLayout table) {
        return rows.get(table).values().stream().mapToLong(Long::longValue).sum();
    }
}
