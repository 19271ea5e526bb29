package dev.shardproof.scenarios.wiring.cluster;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.containers.ContainersCluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.external.ExternalCluster;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.fault.ShardLinks;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.metrics.ContainerMetrics;
import dev.shardproof.simulator.metrics.HostMetrics;
import dev.shardproof.simulator.metrics.MachineMetrics;
import dev.shardproof.simulator.migration.postgres.ShardAccess;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.postgres.PostgresRoutingAuthority;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import dev.shardproof.verifier.selftest.Sandbox;
import dev.shardproof.verifier.source.ShardDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The servers of a rehearsal with a wire proxy before each. Applications and the migrator go through the proxies, for a
 * slow shard is slow for both; the judge and the routing authority do not.
 *
 * <p>Thread-safe. Closing it removes the proxies; servers and proxy server stay the caller's.
 */
public final class LiveShards implements ShardAccess, AutoCloseable {

    /** What the migrator's sessions call themselves on the servers. */
    public static final String MIGRATOR = "shardproof-migrator";

    private final Cluster cluster;
    private final ShardLinks links;
    private final AtomicLong sessionQuestions = new AtomicLong();

    /**
     * Opens the links.
     *
     * @param cluster all shards, sources and targets
     * @param proxies where the links run
     * @param run the run's name in the registry
     */
    public LiveShards(Cluster cluster, ProxyServer proxies, String run) {
        this.cluster = cluster;
        this.links = new ShardLinks(proxies, run);
        for (ShardServer server : cluster.shards()) {
            links.open(server.id(), server.peerEndpoint());
        }
    }

    /** The proxied links, for faults and probes. */
    public ShardLinks links() {
        return links;
    }

    /**
     * What tells how busy the machines of the servers are: this one's kernel, or the engine of their containers; whoever
     * asks closes it.
     *
     * @param patience the longest time for a server's answer
     * @param nanoTime a clock like {@link System#nanoTime()}
     * @return empty if nobody here sees those machines
     */
    public Optional<HostMetrics> machines(Duration patience, LongSupplier nanoTime) {
        if (cluster instanceof EmbeddedCluster) {
            return Optional.of(MachineMetrics.ofThisMachine(nanoTime));
        }
        return cluster instanceof ContainersCluster containers
                ? Optional.of(ContainerMetrics.of(containers, patience, nanoTime))
                : Optional.empty();
    }

    /** Creates the routing authority in a schema of its own on the first shard. */
    public RoutingAuthority installRouting(Topology initial) {
        ShardServer first = first();
        return PostgresRoutingAuthority.install(first.dataSource(first.endpoint()), initial);
    }

    /**
     * Opens a sandbox for the judge's self-test on one of these servers; whoever asks closes it.
     *
     * @param provider who runs the servers, for the report
     */
    public Sandbox sandbox(String provider) throws IOException, SQLException {
        if (cluster instanceof ExternalCluster) {
            return ServerSandbox.embedded(); // a user's server is no place for databases of ours
        }
        return ServerSandbox.on(cluster.shards().get(0), provider);
    }

    /** The shards as the judge reads them: directly. */
    public List<ShardDatabase> databases() {
        return cluster.shards().stream()
                .map(server -> new ShardDatabase(server.id().name(), server.dataSource(server.endpoint())))
                .toList();
    }

    /** The servers' version. */
    public String version() {
        return first().version();
    }

    @Override
    public Connection open(ShardId shard) throws SQLException {
        return server(shard)
                .dataSource(via(shard), server(shard).database(), Map.of("ApplicationName", MIGRATOR))
                .getConnection();
    }

    @Override
    public Connection openReplication(ShardId shard) throws SQLException {
        Map<String, String> replication =
                Map.of("replication", "database", "preferQueryMode", "simple", "assumeMinServerVersion", "15");
        return server(shard)
                .dataSource(via(shard), server(shard).database(), replication)
                .getConnection();
    }

    /** By a link of the pair, so that the way between two servers can be disturbed while applications reach both. */
    @Override
    public String conninfo(ShardId publisher, ShardId subscriber) {
        return server(publisher)
                .conninfo(links.openBetween(subscriber, publisher).forServers());
    }

    /**
     * Slots, publications and subscriptions by kind, as {@code shard/name}; empty lists where there is none.
     *
     * @throws IllegalStateException if a server can not be asked
     */
    public Map<String, List<String>> replicationObjects() {
        Map<String, String> queries = Map.of(
                "replication slots", "SELECT slot_name FROM pg_replication_slots",
                "publications", "SELECT pubname FROM pg_publication",
                "subscriptions", "SELECT subname FROM pg_subscription");
        Map<String, List<String>> found = new TreeMap<>();
        queries.forEach((kind, query) -> {
            List<String> names = new ArrayList<>();
            for (ShardServer server : cluster.shards()) {
                texts(server, query).forEach(name -> names.add(server.id() + "/" + name));
            }
            found.put(kind, names);
        });
        return found;
    }

    /**
     * What faults put on the proxies, by kind, as {@code proxy/toxic}; empty lists where there is none.
     *
     * @throws IllegalStateException if the proxy server can not be asked
     */
    public Map<String, List<String>> faultObjects() {
        return links.disturbances();
    }

    /**
     * How many rows of sharded tables each shard holds.
     *
     * @throws IllegalStateException if a server can not be asked
     */
    public Map<String, Long> shardedRows(List<TableLayout> tables) {
        Map<String, Long> rows = new TreeMap<>();
        for (ShardServer server : cluster.shards()) {
            long sum = tables.stream()
                    .filter(TableLayout::isSharded)
                    .map(table -> texts(server, "SELECT count(*)::text FROM " + table.qualifiedName()))
                    .mapToLong(count -> Long.parseLong(count.get(0)))
                    .sum();
            rows.put(server.id().name(), sum);
        }
        return rows;
    }

    /**
     * How many sessions the servers have counted since they began, without those that this question itself takes.
     *
     * @throws IllegalStateException if a server can not be asked
     */
    public long sessions() {
        long asked = sessionQuestions.incrementAndGet();
        return cluster.shards().stream()
                        .flatMap(
                                server -> texts(
                                        server,
                                        "SELECT sessions FROM pg_stat_database WHERE datname = current_database()")
                                        .stream())
                        .mapToLong(Long::parseLong)
                        .sum()
                - asked * cluster.shards().size();
    }

    private static List<String> texts(ShardServer server, String query) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException("shard %s can not be asked: %s".formatted(server.id(), e.getMessage()), e);
        }
    }

    /** The JDBC URL of a shard by way of its proxy, without credentials. */
    public String urlOf(ShardId shard) {
        return server(shard).jdbcUrl(via(shard));
    }

    /** The JDBC URL of the routing authority's database, without credentials. */
    public String routingUrl() {
        return first().jdbcUrl(first().endpoint());
    }

    /**
     * A libpq password file for the load process: one line for each way to a shard, for servers may have different
     * passwords. Empty if no server asks for one.
     */
    public String passwordFile() {
        StringBuilder lines = new StringBuilder();
        for (ShardServer server : cluster.shards()) {
            for (Endpoint way : List.of(via(server.id()), server.endpoint())) {
                server.login()
                        .password()
                        .ifPresent(password -> lines.append(Stream.of(
                                        way.host(),
                                        Integer.toString(way.port()),
                                        server.database(),
                                        server.login().user(),
                                        password.get())
                                .map(LiveShards::escaped)
                                .collect(Collectors.joining(":", "", "\n"))));
            }
        }
        return lines.toString();
    }

    /** As a field of a libpq password file. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(":", "\\:");
    }

    /** The shards, in the cluster's order. */
    public List<ShardId> ids() {
        return cluster.shards().stream().map(ShardServer::id).toList();
    }

    /** The server that also keeps the routing, for what is asked of one server only. */
    public ShardServer first() {
        return cluster.shards().get(0);
    }

    /** All servers, for those who ask them directly. */
    public List<ShardServer> servers() {
        return cluster.shards();
    }

    /** The server of a shard, for those who ask it directly. */
    public ShardServer server(ShardId shard) {
        return cluster.shard(shard);
    }

    private Endpoint via(ShardId shard) {
        return links.link(shard).forClients();
    }

    @Override
    public void close() {
        links.close();
    }
}
