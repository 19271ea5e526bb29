package dev.shardproof.simulator.cluster.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * One PostgreSQL server in a container. The password comes from a file and not, as Testcontainers does it, from a
 * variable that everybody who may inspect the container can read. Used by one thread at a time.
 */
final class ShardContainer extends PostgreSQLContainer {

    /** The one superuser; also the application's login. */
    static final String USER = "shardproof";

    static final String PASSWORD_FILE = "/etc/shardproof/password";
    private static final String DATA_MOUNT = "/var/lib/shardproof";

    /** Whatever user the image's server runs as must be able to read it; nobody else is in the container. */
    private static final int READABLE = 0444;

    private static final int LOG_LINES = 15;

    private final ShardId shard;
    private final ContainerEngine engine;
    private final int port;
    private final JdbcReadiness readiness;
    private volatile String lastLog = "";

    /**
     * @param requests is asked whether the server is still wanted
     * @param database is created
     * @param port under which {@link Endpoint} this machine reaches the server, also after it was started again
     */
    ShardContainer(
            ShardId shard,
            ContainerEngine engine,
            EngineRequests requests,
            String image,
            ContainerSettings settings,
            Map<String, String> parameters,
            String database,
            String password,
            Map<String, String> labels,
            Network network,
            int port) {
        super(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"));
        this.shard = shard;
        this.engine = engine;
        this.port = port;
        withDatabaseName(database);
        withUsername(USER);
        withPassword(password);
        withCopyToContainer(Transferable.of(password.getBytes(StandardCharsets.UTF_8), READABLE), PASSWORD_FILE);
        withLabels(labels);
        withNetwork(network);
        withNetworkAliases(shard.name());
        withCreateContainerCmdModifier(command -> {
            requests.requireWanted();
            shape(command, settings, labels);
        });
        setCommand(command(parameters));
        this.readiness = new JdbcReadiness(this, requests, settings.startTimeout());
        waitingFor(readiness);
    }

    @Override
    protected void configure() {
        addEnv("POSTGRES_DB", getDatabaseName());
        addEnv("POSTGRES_USER", getUsername());
        addEnv("POSTGRES_PASSWORD_FILE", PASSWORD_FILE);
        // The same order of text on every image, whatever its C library's default is.
        addEnv("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C.UTF-8 --no-sync");
        addEnv("PGDATA", DATA_MOUNT + "/data");
    }

    private void shape(CreateContainerCmd command, ContainerSettings settings, Map<String, String> labels) {
        engine.publish(command, POSTGRESQL_PORT, port);
        HostConfig host = command.getHostConfig();
        settings.cpus().ifPresent(cpus -> host.withNanoCPUs(Math.round(cpus * 1e9)));
        host.withMemory(settings.memoryBytes());
        host.withMemorySwap(settings.memoryBytes()); // the sum of both, so none
        if (settings.dataInMemory().isPresent()) {
            host.withTmpFs(Map.of(
                    DATA_MOUNT, "rw,mode=1777,size=" + settings.dataInMemory().getAsLong()));
        } else {
            host.withMounts(List.of(new Mount()
                    .withType(MountType.VOLUME)
                    .withTarget(DATA_MOUNT)
                    .withVolumeOptions(new VolumeOptions().withLabels(labels))));
        }
        SessionLabel.removeWhereWeCleanUp(command);
    }

    private static String[] command(Map<String, String> parameters) {
        List<String> words = new ArrayList<>(List.of("postgres"));
        new TreeMap<>(parameters).forEach((name, value) -> {
            words.add("-c");
            words.add(name + "=" + value);
        });
        return words.toArray(String[]::new);
    }

    /** Waits until the server can be logged in to, after its container was started again. */
    void awaitReady() {
        readiness.waitUntilReady();
    }

    ShardId shard() {
        return shard;
    }

    /** Where this machine reaches the server. */
    Endpoint endpoint() {
        return new Endpoint(engine.host(), port);
    }

    /** Where the other containers of the network reach it. */
    Endpoint peerEndpoint() {
        return new Endpoint(shard.name(), POSTGRESQL_PORT);
    }

    @Override
    protected void containerIsStopping(InspectContainerResponse container) {
        lastLog = getLogs();
    }

    /** The last lines that a container wrote that did not start, for an error message. */
    String logTail() {
        List<String> lines = lastLog.lines().filter(line -> !line.isBlank()).toList();
        StringBuilder tail = new StringBuilder(lines.isEmpty() ? " It wrote nothing." : " Its last lines:");
        lines.stream()
                .skip(Math.max(0, lines.size() - LOG_LINES))
                .forEach(line -> tail.append("\n  ").append(line.replaceAll("\\p{Cntrl}", "?")));
        return tail.toString();
    }
}
