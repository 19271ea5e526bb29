package dev.shardproof.simulator.dataset.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.Ownership;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OrdersDatasetIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final ShardId S2 = new ShardId("s2");
    private static final long ORDERS = 3_000;
    private static final Topology TWO_SHARDS = Planner.equalShares(List.of(S0, S1));

    private static RunRegistry registry;
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(S0, S1, S2), registry);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
        registry.close();
    }

    @AfterEach
    void dropTables() throws SQLException {
        for (ShardServer server : cluster.shards()) {
            execute(server, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
    }

    @Test
    void everyRowIsOnItsOwnerAndFutureTargetsAreEmpty() throws SQLException {
        LoadedData data = new OrdersDataset(ORDERS, 42).load(cluster, TWO_SHARDS);

        assertThat(data.tables())
                .extracting(TableLayout::table)
                .containsExactlyInAnyOrder("customers", "accounts", "orders", "order_lines", "currencies");
        for (TableLayout table : data.tables()) {
            for (ShardServer server : cluster.shards()) {
                long rows = count(server, "SELECT count(*) FROM " + table.qualifiedName());
                assertThat(data.rows().get(table).get(server.id())).isEqualTo(rows);
                if (table.isSharded()) {
                    String owned = table.rangeCondition(ShardingStrategy.HASHED, TWO_SHARDS.rangesOf(server.id()));
                    assertThat(count(
                                    server,
                                    "SELECT count(*) FROM %s WHERE NOT %s".formatted(table.qualifiedName(), owned)))
                            .as("strange rows of %s on %s", table, server.id())
                            .isZero();
                    assertThat(rows > 0).isEqualTo(!server.id().equals(S2));
                } else {
                    assertThat(rows).isEqualTo(server.id().equals(S2) ? 0 : 6);
                }
            }
        }
        assertThat(data.rowsOf(table(data, "orders"))).isEqualTo(ORDERS);
        assertThat(data.rowsOf(table(data, "customers"))).isEqualTo(300);
        assertThat(data.root()).isEqualTo(table(data, "customers"));
        assertThat(data.shardKeys())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 300).boxed().toList())
                .isNotEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
        assertThat(data.totalBytes()).isPositive();
        assertThat(data.warnings()).isEmpty();
    }

    @Test
    void theRowsDoNotDependOnTheTopology() throws SQLException {
        OrdersDataset dataset = new OrdersDataset(ORDERS, 7);
        LoadedData spread = dataset.load(cluster, TWO_SHARDS);
        List<BigDecimal> digests = digests(spread);
        dropTables();
        LoadedData whole = dataset.load(
                cluster, new Topology(1, ShardingStrategy.PLAIN, List.of(new Ownership(KeyRange.ALL, S2))));
        assertThat(digests(whole)).isEqualTo(digests);
        assertThat(whole.shardKeys()).isEqualTo(spread.shardKeys());
        dropTables();
        assertThat(digests(new OrdersDataset(ORDERS, 8).load(cluster, TWO_SHARDS)))
                .as("another seed makes other rows")
                .doesNotContainAnyElementsOf(digests.subList(0, 4));
    }

    @Test
    void theRowsAreConsistentAndVaried() throws SQLException {
        new OrdersDataset(ORDERS, 42).load(cluster, Planner.equalShares(List.of(S0)));
        ShardServer server = cluster.shard(S0);
        assertThat(count(
                        server,
                        "SELECT count(*) FROM orders o LEFT JOIN accounts a USING (customer_id, currency)"
                                + " WHERE a.customer_id IS NULL"))
                .as("orders in a currency without an account")
                .isZero();
        assertThat(count(
                        server,
                        "SELECT count(*) FROM orders o WHERE amount <> (SELECT sum(quantity * price) FROM order_lines l"
                                + " WHERE l.customer_id = o.customer_id AND l.order_id = o.order_id)"))
                .as("orders whose amount is not the sum of their lines")
                .isZero();
        assertThat(count(server, "SELECT count(*) FROM orders WHERE customer_id NOT BETWEEN 1 AND 300"))
                .isZero();
        assertThat(count(server, "SELECT count(DISTINCT order_id) FROM orders")).isEqualTo(ORDERS);
        for (String present : List.of(
                "orders WHERE note IS NULL",
                "orders WHERE note = ''",
                "orders WHERE length(note) > 2000",
                "orders WHERE updated_at IS NULL",
                "orders WHERE note LIKE E'%\\\\\\\\N%'",
                "orders WHERE note LIKE E'%\\n%'",
                "orders WHERE payload ->> 'coupon' IS NULL",
                "customers WHERE name ~ '[^ -~]'",
                "customers WHERE avatar IS NULL",
                "customers WHERE length(avatar) > 200",
                "customers WHERE '日本' = ANY (tags)",
                "customers WHERE E'back\\\\slash' = ANY (tags)",
                "customers WHERE tags = '{}'",
                "accounts WHERE currency = 'JPY'",
                "order_lines WHERE attributes IS NULL")) {
            assertThat(count(server, "SELECT count(*) FROM " + present))
                    .as(present)
                    .isPositive();
        }
    }

    @Test
    void newOrdersGetIdsAboveTheLoadedOnesOnEveryShard() throws SQLException {
        new OrdersDataset(ORDERS, 42).load(cluster, TWO_SHARDS);
        for (ShardServer server : cluster.shards()) {
            assertThat(count(server, "SELECT nextval('orders_order_id_seq')")).isGreaterThan(ORDERS);
        }
    }

    @Test
    void aDatabaseWithTablesIsRefused() throws SQLException {
        execute(cluster.shard(S2), "CREATE TABLE mine (id int)");
        assertThatThrownBy(() -> new OrdersDataset(ORDERS, 42).load(cluster, TWO_SHARDS))
                .isInstanceOf(DatasetException.class)
                .hasMessage("shard s2: the database 'app' has tables already (public.mine): give an empty one");
    }

    @Test
    void anOwnerThatIsNotInTheClusterIsRefused() {
        Topology elsewhere = Planner.equalShares(List.of(S0, new ShardId("s9")));
        assertThatThrownBy(() -> new OrdersDataset(ORDERS, 42).load(cluster, elsewhere))
                .hasMessageContaining("s9");
    }

    private static TableLayout table(LoadedData data, String name) {
        return data.tables().stream()
                .filter(table -> table.table().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** For each sharded table the sum of its row hashes over all servers. */
    private static List<BigDecimal> digests(LoadedData data) throws SQLException {
        List<BigDecimal> digests = new java.util.ArrayList<>();
        for (String name : List.of("customers", "accounts", "orders", "order_lines")) {
            BigDecimal sum = BigDecimal.ZERO;
            for (ShardServer server : cluster.shards()) {
                try (Connection connection = server.connect();
                        Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT coalesce(sum(hashtextextended(t::text, 0)), 0)"
                                + " FROM %s t".formatted(table(data, name).qualifiedName()))) {
                    row.next();
                    sum = sum.add(row.getBigDecimal(1));
                }
            }
            digests.add(sum);
        }
        return digests;
    }

    private static long count(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
