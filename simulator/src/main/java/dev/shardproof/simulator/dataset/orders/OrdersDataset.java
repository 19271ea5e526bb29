package dev.shardproof.simulator.dataset.orders;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.dataset.CopyTextWriter;
import dev.shardproof.simulator.dataset.Dataset;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.Loading;
import dev.shardproof.simulator.dataset.SchemaReader;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.dataset.TableRoles;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The built-in data set. Its rows depend on the number of orders and the seed alone, never on the topology: the same
 * customer has the same rows wherever it lives. There are about 3.2 rows for each order.
 *
 * <p>Each shard is filled by one thread that generates only what the shard owns and streams it, table by table.
 *
 * <p>Immutable and thread-safe.
 */
public final class OrdersDataset implements Dataset {

    private static final TableRoles ROLES = new TableRoles(
            Map.of(
                    "customers", "customer_id",
                    "accounts", "customer_id",
                    "orders", "customer_id",
                    "order_lines", "customer_id"),
            List.of("currencies"));

    private static final String IDENTITY_SEQUENCE = "public.orders_order_id_seq";

    private final long orders;
    private final long seed;

    /**
     * @param orders how many orders there are: 1 to 100 million; customers are a tenth of it, at least 100
     * @param seed decides every value
     */
    public OrdersDataset(long orders, long seed) {
        if (orders < 1 || orders > 100_000_000) {
            throw new IllegalArgumentException("the number of orders is 1 to 100000000, found " + orders);
        }
        this.orders = orders;
        this.seed = seed;
    }

    /** How many customers there are; their ids are 1 to this. */
    public long customers() {
        return Math.max(100, orders / 10);
    }

    @Override
    public LoadedData load(Cluster cluster, Topology topology) {
        Loading.requireReady(cluster, topology);
        String ddl = ddl();
        OrdersGenerator generator = new OrdersGenerator(orders, customers(), seed);
        Map<ShardId, SchemaReader.Schema> schemas = Loading.onEach(cluster, (server, connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(ddl);
            }
            return SchemaReader.read(connection, ROLES, topology.strategy());
        });
        Map<ShardId, Map<TableLayout, Long>> rows = Loading.onEach(cluster, (server, connection) -> {
            SchemaReader.Schema schema = schemas.get(server.id());
            Map<TableLayout, Long> counts = new HashMap<>();
            Loading.withoutTriggers(connection);
            for (TableLayout table : schema.tables()) {
                counts.put(table, fill(connection, table, generator, topology, server.id()));
            }
            Loading.setSequences(connection, Map.of(IDENTITY_SEQUENCE, orders));
            return counts;
        });
        return Loading.finish(cluster, schemas.values().iterator().next(), rows, seed);
    }

    private long fill(
            Connection connection, TableLayout table, OrdersGenerator generator, Topology topology, ShardId shard)
            throws SQLException, InterruptedException {
        try (CopyTextWriter writer = new CopyTextWriter(connection, table)) {
            if (!topology.shards().contains(shard)) {
                return writer.finish(); // a future target: what it is to have is the migrator's business
            }
            if (!table.isSharded()) {
                generator.writeCurrencies(writer);
                return writer.finish();
            }
            OrdersGenerator.CustomerRows rows = generator.rowsOf(table.table());
            for (long customer = 1; customer <= customers(); customer++) {
                long point = KeyType.INTEGER.pointOf(topology.strategy(), customer);
                if (topology.ownerOf(point).equals(shard)) {
                    rows.write(customer, writer);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("the loading of shard %s was interrupted".formatted(shard));
                }
            }
            return writer.finish();
        }
    }

    private static String ddl() {
        try (InputStream resource = OrdersDataset.class.getResourceAsStream("schema.sql")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DatasetException("the built-in schema can not be read", e);
        }
    }
}
