package dev.shardproof.bench;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedSettings;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.dataset.orders.OrdersDataset;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** One source and two targets with the same orders: vacuumed, analysed, and in the servers' own buffers. */
final class OrdersServers implements AutoCloseable {

    static final List<String> TABLES = List.of("customers", "accounts", "orders", "order_lines", "currencies");

    /** Twice what an order takes with its lines, its share of the other tables and the indexes: for reladiff's database, too. */
    private static final long BYTES_AN_ORDER = 1300;

    private static final ShardId SOURCE = new ShardId("source");
    private static final List<ShardId> TARGETS = List.of(new ShardId("target0"), new ShardId("target1"));

    private final Cluster cluster;
    private final Map<ShardServer, Long> postmasters = new LinkedHashMap<>();
    private final long orders;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    OrdersServers(RunRegistry registry, long orders) throws Exception {
        this.orders = orders;
        EmbeddedSettings settings = EmbeddedSettings.defaults()
                .with("shared_buffers", (orders * BYTES_AN_ORDER >> 20) + "MB")
                .with("autovacuum", "off")
                .with("synchronous_commit", "off")
                .with("wal_level", "replica")
                .with("max_wal_size", "8GB");
        cluster = EmbeddedCluster.start(
                Stream.concat(Stream.of(SOURCE), TARGETS.stream()).toList(), registry.runFolder(), registry, settings);
        // The rows depend on the seed alone, so both loads give the same ones, whoever owns them.
        new OrdersDataset(orders, 42).load(new Part(List.of(source())), Planner.equalShares(List.of(SOURCE)));
        new OrdersDataset(orders, 42).load(new Part(targets()), Planner.equalShares(TARGETS));
        for (ShardServer server : all()) {
            execute(server, "VACUUM (ANALYZE)");
            execute(server, "CHECKPOINT");
            try (Connection connection = server.connect()) {
                warm(connection);
            }
            postmasters.put(server, postmaster(server));
        }
    }

    /**
     * Reads tables and indexes into the server's own buffers. Without it a random read is a copy out of the operating
     * system's cache, or none, whatever was read before it.
     */
    static void warm(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm");
            statement.execute("SELECT pg_prewarm(oid) FROM pg_class"
                    + " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')");
        }
    }

    /** Some of the servers, as if there were no others. */
    private record Part(List<ShardServer> shards) implements Cluster {
        @Override
        public void copyLogs(Path folder) {
            throw new UnsupportedOperationException("the whole cluster has the logs");
        }

        @Override
        public void close() {
            // The whole cluster is closed.
        }
    }

    List<ShardServer> all() {
        return cluster.shards();
    }

    ShardServer source() {
        return cluster.shard(SOURCE);
    }

    private List<ShardServer> targets() {
        return TARGETS.stream().map(cluster::shard).toList();
    }

    long rows() throws SQLException {
        long rows = 0;
        for (String table : TABLES) {
            rows += Long.parseLong(query(source(), "SELECT count(*) FROM public." + table));
        }
        return rows;
    }

    /** The servers' processor time so far, of sessions that have ended, in milliseconds. */
    long processorMillis() throws Exception {
        long millis = 0;
        for (long postmaster : postmasters.values()) {
            String[] fields = processStatus(postmaster);
            millis += 10 * (Long.parseLong(fields[13]) + Long.parseLong(fields[14])); // cutime, cstime in 1/100 s
        }
        return millis;
    }

    /** Makes so many rows of the targets differ, half orders, half order lines, evenly scattered; or puts them right. */
    int plant(int rows, boolean undo) throws SQLException {
        int changed = 0;
        for (ShardServer target : targets()) {
            try (Connection connection = target.connect()) {
                changed += plant(connection, rows, undo);
            }
        }
        return changed;
    }

    /** The same in a database that holds the rows of all targets. */
    int plant(Connection connection, int rows, boolean undo) throws SQLException {
        String sign = undo ? "-" : "+";
        int inOrders = Math.max(1, rows / 2);
        int inLines = rows - inOrders;
        try (Statement statement = connection.createStatement()) {
            int changed = statement.executeUpdate(
                    "UPDATE public.orders SET amount = amount %s 0.01 WHERE order_id %% %d = 1 AND order_id <= %d"
                            .formatted(sign, orders / inOrders, orders / inOrders * inOrders));
            return inLines == 0
                    ? changed
                    : changed
                            + statement.executeUpdate(
                                    "UPDATE public.order_lines SET quantity = quantity %s 1 WHERE line_no = 1 AND order_id %% %d = 2 AND order_id <= %d"
                                            .formatted(sign, orders / inLines, orders / inLines * inLines));
        }
    }

    /** Runs the statements on all servers at once, one session each. */
    void onAll(List<String> statements) throws Exception {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (ShardServer server : all()) {
            tasks.add(() -> {
                try (Connection connection = server.connect();
                        Statement statement = connection.createStatement()) {
                    for (String sql : statements) {
                        statement.execute(sql);
                    }
                }
                return null;
            });
        }
        for (Future<Void> one : threads.invokeAll(tasks)) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    static void execute(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String query(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** The parent of a backend, asked while that lives. */
    private static long postmaster(ShardServer server) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_backend_pid()")) {
            result.next();
            return Long.parseLong(processStatus(result.getLong(1))[1]);
        }
    }

    /** The fields of {@code /proc/PID/stat} from the third one, see proc(5). */
    private static String[] processStatus(long process) throws IOException {
        return Files.readString(Path.of("/proc/" + process + "/stat"))
                .replaceFirst("(?s).*\\) ", "")
                .split(" ");
    }

    @Override
    public void close() {
        threads.shutdownNow();
        cluster.close();
    }
}
