package dev.shardproof.simulator.cluster.containers;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.EachShard;
import dev.shardproof.simulator.cluster.JdbcShardServer;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ServerParameters;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.Network;

/**
 * PostgreSQL servers in Docker containers, one per shard, in a network of their own. The engine may be on another
 * machine: nothing is mounted from this one, and the servers find each other by name.
 *
 * <p>The login's password is new for each cluster and stands on no command line and in no variable of a container.
 *
 * <p>Thread-safe. {@link #close()} removes containers, volumes and network; the {@link RunRegistry} does so when this JVM
 * ends without it, and {@link ContainerReaper} when it is killed.
 */
public final class ContainersCluster implements Cluster {

    /** The application's database. */
    public static final String DATABASE = "app";

    private static final Logger LOG = LoggerFactory.getLogger(ContainersCluster.class);
    private static final String CLUSTER_LABEL = "dev.shardproof.cluster";
    private static final String FSYNC = "fsync";
    private static final int PASSWORD_BYTES = 24;
    private static final long LOG_MINUTES = 1;

    /** In the data folder, which the server's user alone reads. */
    private static final String SERVERS_PASSWORD_FILE = "/var/lib/shardproof/data/pgpass";

    private final ContainerEngine engine;
    private final ContainerSettings settings;
    private final String image;
    private final Map<String, String> labels;
    private final String id = UUID.randomUUID().toString();
    private final Network network;
    private final EngineRequests requests = new EngineRequests();
    private final Map<ShardId, ShardContainer> servers = new ConcurrentHashMap<>();
    private List<ShardServer> shards = List.of();
    private boolean closed;

    private ContainersCluster(
            ContainerEngine engine, ContainerSettings settings, String image, Map<String, String> runLabels) {
        this.engine = engine;
        this.settings = settings;
        this.image = image;
        this.labels = new LinkedHashMap<>(runLabels);
        labels.put(CLUSTER_LABEL, id);
        this.network = Network.builder()
                .createNetworkCmdModifier(command -> command.withLabels(labels))
                .build();
    }

    /**
     * Starts one server per shard, all at the same time, and waits until every one can be logged in to. If one fails,
     * everything is removed.
     *
     * @param shards sources and future targets, each once
     * @param registry who cleans up if this JVM is asked to end
     * @throws ClusterStartException if no engine, no image or a server can be had; the message says why
     * @throws IllegalArgumentException if no shard is named or one twice
     */
    public static ContainersCluster start(
            Collection<ShardId> shards, RunRegistry registry, ContainerSettings settings) {
        return start(shards, registry, settings, ContainerEngine.connect());
    }

    /** Starts the servers in an engine that is connected already. */
    public static ContainersCluster start(
            Collection<ShardId> shards, RunRegistry registry, ContainerSettings settings, ContainerEngine engine) {
        if (shards.isEmpty() || Set.copyOf(shards).size() != shards.size()) {
            throw new IllegalArgumentException("a cluster of containers needs distinct shards, found " + shards);
        }
        ContainersCluster cluster = new ContainersCluster(
                engine, settings, engine.image(settings.postgresImages()), RunLabels.of(registry));
        registry.registerResource(cluster::close);
        try {
            cluster.startAll(shards);
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw translated(e);
        }
    }

    private static RuntimeException translated(Exception e) {
        if (e instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return new ClusterStartException("the start of the containers was interrupted", e);
        }
        if (e instanceof ClusterStartException || e instanceof IllegalArgumentException) {
            return (RuntimeException) e;
        }
        return new ClusterStartException("the containers can not start: " + ContainerEngine.rootMessage(e), e);
    }

    private void startAll(Collection<ShardId> wanted) throws Exception {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random); // a secret, so not from the run's seed
        String password = HexFormat.of().formatHex(random);
        Login login = Login.of(ShardContainer.USER, () -> password).withPasswordFile(Path.of(SERVERS_PASSWORD_FILE));
        Map<String, String> parameters = new LinkedHashMap<>(
                ServerParameters.forRehearsal(engine.postgresMajor(image).orElse(0)));
        parameters.putAll(settings.parameters());
        // On the command line it could not be changed while the server runs, and a slow disk needs it on.
        Optional<String> fsync = Optional.ofNullable(parameters.remove(FSYNC));
        requests.make(network::getId); // creates it, once for all
        Map<ShardId, ShardServer> started = EachShard.run(wanted, shard -> {
            start(shard, password, parameters);
            return described(servers.get(shard), login, fsync);
        });
        shards = List.copyOf(started.values());
        LOG.info("Started {} PostgreSQL containers: {}", shards.size(), shards);
    }

    /** Somebody else can take the port between our look and the container's start: then another one is tried. */
    private void start(ShardId shard, String password, Map<String, String> parameters)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            ShardContainer container = new ShardContainer(
                    shard,
                    engine,
                    requests,
                    image,
                    settings,
                    parameters,
                    DATABASE,
                    password,
                    labels,
                    network,
                    engine.freePort());
            servers.put(shard, container);
            try {
                requests.make(container::start);
                return;
            } catch (ContainerLaunchException e) {
                String reason = ContainerEngine.rootMessage(e);
                boolean portTaken =
                        reason.contains("port is already allocated") || reason.contains("address already in use");
                if (!portTaken || attempt == ContainerEngine.PORT_ATTEMPTS) {
                    throw new ClusterStartException(
                            "shard %s: the container of %s did not start: %s.%s"
                                    .formatted(shard, image, reason, container.logTail()),
                            e);
                }
            }
        }
    }

    private static ShardServer described(ShardContainer container, Login login, Optional<String> fsync)
            throws SQLException {
        JdbcShardServer server = new JdbcShardServer(
                container.shard(), container.endpoint(), container.peerEndpoint(), DATABASE, login, "0");
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            writePasswordFile(statement);
            if (fsync.isPresent()) {
                statement.execute(
                        "ALTER SYSTEM SET fsync = '%s'".formatted(fsync.get().replace("'", "''")));
                statement.execute("SELECT pg_reload_conf()");
            }
            try (ResultSet version = statement.executeQuery("SHOW server_version")) {
                version.next();
                return new JdbcShardServer(
                        container.shard(),
                        container.endpoint(),
                        container.peerEndpoint(),
                        DATABASE,
                        login,
                        version.getString(1).split(" ", 2)[0]);
            }
        }
    }

    /**
     * The password file by which a subscription finds its publisher. The server writes it itself: libpq accepts only one
     * that belongs to the server's user, whose number differs between images. The password is in no statement's text.
     */
    private static void writePasswordFile(Statement statement) throws SQLException {
        statement.execute("COPY (SELECT '*:*:*:%s:' || pg_read_file('%s')) TO PROGRAM 'umask 077 && cat > %s'"
                .formatted(ShardContainer.USER, ShardContainer.PASSWORD_FILE, SERVERS_PASSWORD_FILE));
    }

    @Override
    public List<ShardServer> shards() {
        return shards;
    }

    /** The engine that runs the containers. */
    public ContainerEngine engine() {
        return engine;
    }

    /** The network of the servers; a proxy before them must be in it. */
    public Network network() {
        return network;
    }

    /** The image of the servers. */
    public String image() {
        return image;
    }

    /**
     * The container of a shard, for those who disturb it.
     *
     * @throws IllegalArgumentException if the cluster has no such shard
     */
    public String containerId(ShardId shard) {
        ShardContainer container = servers.get(shard);
        if (container == null) {
            throw new IllegalArgumentException(
                    "the cluster has no shard '%s', only %s".formatted(shard, servers.keySet()));
        }
        return container.getContainerId();
    }

    /**
     * What the engine says of a shard's container while it runs; whoever asks closes it.
     *
     * @param nanoTime a clock like {@link System#nanoTime()}
     * @throws IllegalArgumentException if the cluster has no such shard
     */
    public ContainerStats stats(ShardId shard, LongSupplier nanoTime) {
        return new ContainerStats(containerId(shard), engine.client(), nanoTime);
    }

    /** None where the data is in memory: it would be gone with the server. */
    @Override
    public Optional<ServerControl> control(ShardId shard) {
        ShardContainer container = servers.get(shard(shard).id());
        return settings.dataInMemory().isPresent()
                ? Optional.empty()
                : Optional.of(new ContainerControl(container, engine));
    }

    @Override
    public void copyLogs(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (ShardContainer server : servers.values()) {
            Path file = folder.resolve(server.shard() + ".log");
            try (OutputStream log = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                engine.client()
                        .logContainerCmd(server.getContainerId())
                        .withStdOut(true)
                        .withStdErr(true)
                        .exec(new LogCopy(log))
                        .awaitCompletion(LOG_MINUTES, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the log of %s was read".formatted(server.shard()), e);
            } catch (RuntimeException e) {
                throw new IOException(
                        "the log of %s can not be read: %s".formatted(server.shard(), ContainerEngine.rootMessage(e)),
                        e);
            }
        }
    }

    /** Writes what an engine sends of a log. */
    private static final class LogCopy extends ResultCallback.Adapter<Frame> {
        private final OutputStream file;

        LogCopy(OutputStream file) {
            this.file = file;
        }

        @Override
        public void onNext(Frame frame) {
            try {
                file.write(frame.getPayload());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        requests.stop();
        ContainerRemoval removal = new ContainerRemoval(engine.client());
        try {
            removal.remove(labelled -> id.equals(labelled.get(CLUSTER_LABEL)));
            closed = removal.problems().isEmpty();
        } catch (RuntimeException e) {
            LOG.warn("The containers can not be removed: {}", ContainerEngine.rootMessage(e));
        }
        removal.problems().forEach(problem -> LOG.warn("Clean-up: {}", problem));
    }
}
