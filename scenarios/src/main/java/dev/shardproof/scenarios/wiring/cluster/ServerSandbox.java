package dev.shardproof.scenarios.wiring.cluster;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.verifier.selftest.Sandbox;
import dev.shardproof.verifier.source.ShardDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Three databases of their own on a server of ours, dropped when closed. Not thread-safe. */
public final class ServerSandbox implements Sandbox {

    private static final String SOURCE = "shardproof_selftest_s";
    private static final List<String> TARGETS = List.of("shardproof_selftest_t0", "shardproof_selftest_t1");

    /** A snapshot, its readers, and one to plant with. */
    private static final int SESSIONS = 8;

    private final ShardServer server;
    private final String provider;
    private final Runnable onClose;
    /** Pooled, since a self-test opens hundreds of sessions for a few milliseconds each. */
    private final Map<String, HikariDataSource> pools = new LinkedHashMap<>();

    private ServerSandbox(ShardServer server, String provider, Runnable onClose) {
        this.server = server;
        this.provider = provider;
        this.onClose = onClose;
    }

    /** On a server that runs already and that the harness itself has started. */
    public static Sandbox on(ShardServer server, String provider) throws SQLException {
        return open(server, provider, () -> {});
    }

    /** On an embedded server that is started for it and ends with it. */
    public static Sandbox embedded() throws IOException, SQLException {
        RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser());
        try {
            DeadRuns.cleanUp(registry);
            Cluster cluster = EmbeddedCluster.start(List.of(new ShardId("sandbox")), registry);
            return open(cluster.shards().get(0), "embedded", () -> {
                cluster.close();
                registry.close();
            });
        } catch (SQLException | RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    private static Sandbox open(ShardServer server, String provider, Runnable onClose) throws SQLException {
        ServerSandbox sandbox = new ServerSandbox(server, provider, onClose);
        sandbox.drop();
        try (Connection connection = server.connectTo("postgres");
                Statement statement = connection.createStatement()) {
            for (String database : sandbox.databases()) {
                statement.execute("CREATE DATABASE " + database);
                sandbox.pools.put(database, sandbox.pool(database));
            }
        }
        return sandbox;
    }

    @Override
    public String description() {
        return "PostgreSQL %s, %s".formatted(server.version(), provider);
    }

    @Override
    public ShardDatabase source() {
        return database(SOURCE);
    }

    @Override
    public List<ShardDatabase> targets() {
        return TARGETS.stream().map(this::database).toList();
    }

    @Override
    public void execute(String database, String sql) throws SQLException {
        try (Connection connection = pools.get(database).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.commit();
        }
    }

    @Override
    public void close() {
        try {
            pools.values().forEach(HikariDataSource::close);
            drop();
        } catch (SQLException e) {
            throw new IllegalStateException("the sandbox can not be removed: " + e.getMessage(), e);
        } finally {
            onClose.run();
        }
    }

    private void drop() throws SQLException {
        try (Connection connection = server.connectTo("postgres");
                Statement statement = connection.createStatement()) {
            for (String database : databases()) {
                statement.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
            }
        }
    }

    private List<String> databases() {
        return List.of(SOURCE, TARGETS.get(0), TARGETS.get(1));
    }

    private ShardDatabase database(String name) {
        return new ShardDatabase(name, pools.get(name));
    }

    private HikariDataSource pool(String database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(database);
        config.setDataSource(server.dataSource(server.endpoint(), database, Map.of()));
        config.setMaximumPoolSize(SESSIONS);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
