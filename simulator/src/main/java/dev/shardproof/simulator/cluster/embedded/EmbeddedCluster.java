package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.EachShard;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.JdbcShardServer;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.registry.FolderRemoval;
import dev.shardproof.simulator.cluster.registry.ProcessEnding;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.cluster.registry.StopSignal;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL servers from Maven artifacts, one per shard, on loopback only. They need no Docker and run as root or as a
 * plain user; see {@link ServerRights} for how root is left behind.
 *
 * <p>Whoever can reach a server's port still needs the password, which is new for each cluster: on a shared machine
 * anybody can reach loopback, and the login is a superuser.
 *
 * <p>Thread-safe. {@link #close()} ends the servers and deletes their data; the {@link RunRegistry} does so when this
 * JVM ends without it.
 */
public final class EmbeddedCluster implements Cluster {

    /** The application's database. */
    public static final String DATABASE = "app";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCluster.class);
    private static final int PASSWORD_BYTES = 24;

    private final Path folder;
    private final Map<ShardId, EmbeddedServer> servers = new ConcurrentHashMap<>();
    private final Map<ShardId, EmbeddedControl> controls = new ConcurrentHashMap<>();
    private List<ShardServer> shards = List.of();

    private EmbeddedCluster(Path folder) {
        this.folder = folder;
    }

    /** Starts servers in the folder of the run with the default settings. */
    public static EmbeddedCluster start(Collection<ShardId> shards, RunRegistry registry) {
        return start(shards, registry.runFolder(), registry, EmbeddedSettings.defaults());
    }

    /**
     * Starts one server per shard, all at the same time, and waits until every one accepts connections. If one fails,
     * the others are ended and everything is deleted.
     *
     * @param shards sources and future targets, each once
     * @param baseFolder where a folder for the servers' data is made; needs about 60 MB a shard plus the data
     * @param registry who cleans up if this JVM dies
     * @throws ClusterStartException if a server does not start; the message says why
     * @throws IllegalArgumentException if no shard is named or one twice
     */
    public static EmbeddedCluster start(
            Collection<ShardId> shards, Path baseFolder, RunRegistry registry, EmbeddedSettings settings) {
        if (shards.isEmpty() || Set.copyOf(shards).size() != shards.size()) {
            throw new IllegalArgumentException("an embedded cluster needs distinct shards, found " + shards);
        }
        PostgresBinaries binaries = PostgresBinaries.unpacked(registry.state());
        EmbeddedCluster cluster = null;
        try {
            Path folder = Files.createTempDirectory(
                    Files.createDirectories(baseFolder).toRealPath(), "servers-", StateFolder.ownerAndPassage());
            registry.registerFolder(folder);
            cluster = new EmbeddedCluster(folder);
            cluster.startAll(shards, binaries, ServerRights.choose(folder), registry, settings);
            return cluster;
        } catch (Exception e) {
            if (cluster != null) {
                cluster.close();
            }
            throw translated(e, baseFolder);
        }
    }

    private static RuntimeException translated(Exception e, Path baseFolder) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new ClusterStartException("the start of the embedded cluster was interrupted", e);
        }
        if (e instanceof RuntimeException failure) {
            return failure;
        }
        return new ClusterStartException(
                "the embedded cluster can not start in %s: %s".formatted(baseFolder, e.getMessage()), e);
    }

    private void startAll(
            Collection<ShardId> wanted,
            PostgresBinaries binaries,
            ServerRights rights,
            RunRegistry registry,
            EmbeddedSettings settings)
            throws Exception {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random); // a secret, so not from the run's seed
        String password = HexFormat.of().formatHex(random);
        Path passwordFile = SecretFile.write(
                folder.resolve("pgpass"), "*:*:*:" + EmbeddedServer.USER + ":" + password + "\n", rights);
        Login login = Login.of(EmbeddedServer.USER, () -> password).withPasswordFile(passwordFile);

        Map<ShardId, ShardServer> started = EachShard.run(wanted, shard -> {
            EmbeddedServer server = new EmbeddedServer(
                    shard,
                    folder.resolve(shard.name()),
                    binaries,
                    rights,
                    registry,
                    settings,
                    EmbeddedServer::freePort);
            servers.put(shard, server);
            controls.put(shard, new EmbeddedControl(server));
            server.initialise(password);
            return withDatabase(shard, server.start(), login);
        });
        shards = List.copyOf(started.values());
        LOG.info("Started {} PostgreSQL servers: {}", shards.size(), shards);
    }

    private static ShardServer withDatabase(ShardId shard, Endpoint endpoint, Login login) throws SQLException {
        ShardServer maintenance = new JdbcShardServer(shard, endpoint, "postgres", login, "0");
        try (Connection connection = maintenance.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
            try (ResultSet version = statement.executeQuery("SHOW server_version")) {
                version.next();
                return new JdbcShardServer(
                        shard, endpoint, DATABASE, login, version.getString(1).split(" ", 2)[0]);
            }
        }
    }

    @Override
    public List<ShardServer> shards() {
        return shards;
    }

    @Override
    public Optional<ServerControl> control(ShardId id) {
        return Optional.of(controls.get(shard(id).id()));
    }

    @Override
    public void copyLogs(Path target) throws IOException {
        Files.createDirectories(target);
        for (Map.Entry<ShardId, EmbeddedServer> server : servers.entrySet()) {
            server.getValue().copyLogs(target.resolve(server.getKey() + ".log"));
        }
    }

    @Override
    public synchronized void close() {
        controls.forEach((shard, control) -> {
            try {
                control.end();
            } catch (IOException e) {
                LOG.warn("The server of shard {} can not be let go on: {}", shard, e.getMessage());
            }
        });
        Map<ProcessIdentity, StopSignal> running = new LinkedHashMap<>();
        servers.values().forEach(server -> server.process().ifPresent(id -> running.put(id, StopSignal.QUIT)));
        ProcessEnding.end(running, EmbeddedServer.STOP_GRACE)
                .forEach(process -> LOG.warn("PostgreSQL process {} can not be ended", process.pid()));
        try {
            FolderRemoval.remove(folder);
        } catch (IOException e) {
            LOG.warn("The servers' folder {} can not be deleted: {}", folder, e.toString());
        }
    }
}
