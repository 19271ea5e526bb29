package dev.shardproof.simulator.cluster.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.shardproof.simulator.cluster.ClusterStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * The Docker engine that Testcontainers finds, on this machine or on another one: where its published ports are
 * reached, and which images it has.
 *
 * <p>Ports are published on loopback where the engine is on this machine. Where it is not, they are published on the
 * address by which we reach it, and only if that is a private one: whoever reaches Toxiproxy's API, which asks for no
 * password, can redirect a database's traffic. Immutable and thread-safe.
 */
public final class ContainerEngine {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerEngine.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final long PULL_MINUTES = 15;

    /** How often a port may turn out to be taken. */
    static final int PORT_ATTEMPTS = 5;

    /** Below the ports that Linux gives to outgoing connections. */
    private static final int FIRST_REMOTE_PORT = 20_000;

    private static final int REMOTE_PORTS = 12_000;

    private final DockerClient client;
    private final String version;
    private final String host;
    private final String publishedOn;

    private ContainerEngine(DockerClient client, String version, String host, String publishedOn) {
        this.client = client;
        this.version = version;
        this.host = host;
        this.publishedOn = publishedOn;
    }

    /**
     * Connects to the engine.
     *
     * @throws ClusterStartException if there is none, or it is on a public address; the message says what was tried
     */
    public static ContainerEngine connect() {
        try {
            DockerClient client = DockerClientFactory.instance().client();
            InetAddress address =
                    InetAddress.getByName(DockerClientFactory.instance().dockerHostIpAddress());
            String version = client.versionCmd().exec().getVersion();
            if (address.isLoopbackAddress()) {
                return new ContainerEngine(client, version, LOOPBACK, LOOPBACK);
            }
            String publishedOn = privateAddress(address);
            return new ContainerEngine(client, version, publishedOn, publishedOn);
        } catch (UnknownHostException e) {
            throw new ClusterStartException("the Docker engine's host name can not be resolved: " + e.getMessage(), e);
        } catch (ClusterStartException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new EngineMissingException(noEngine(e), e);
        }
    }

    /** The address as text, if it is one that the world does not reach. */
    static String privateAddress(InetAddress address) {
        if (!address.isSiteLocalAddress() && !address.isLinkLocalAddress()) {
            throw new ClusterStartException(
                    ("the Docker engine is reached at %s, a public address: ports published there"
                                    + " would be open to everybody, Toxiproxy's API among them, which asks for no password."
                                    + " Reach the engine by a private address or through a tunnel.")
                            .formatted(address.getHostAddress()));
        }
        return address.getHostAddress();
    }

    private static String noEngine(Throwable e) {
        String tried = Optional.ofNullable(System.getenv("DOCKER_HOST"))
                .filter(text -> !text.isBlank())
                .map(text -> "DOCKER_HOST=" + text)
                .orElse("/var/run/docker.sock and the current user's own sockets, for DOCKER_HOST is not set");
        String reason = rootMessage(e);
        String ryuk = reason.contains("ryuk") || String.valueOf(e.getMessage()).contains("ryuk")
                ? " Where Testcontainers' own clean-up container (ryuk) can not be pulled, set"
                        + " TESTCONTAINERS_RYUK_DISABLED=true; Shardproof cleans up by itself too."
                : "";
        return ("no Docker engine can be used. Tried: %s. Testcontainers says: %s.%s On Debian or Ubuntu,"
                        + " scripts/setup-docker installs and starts one; the provider 'embedded' needs none.")
                .formatted(tried, reason, ryuk);
    }

    /** What the innermost cause says, on one line. */
    public static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return message.strip().replaceAll("\\p{Cntrl}+", " ");
    }

    /** The engine for people, such as {@code Docker 28.2.2}. */
    public String description() {
        return "Docker " + version;
    }

    /** Where published ports are reached from this machine. */
    public String host() {
        return host;
    }

    /**
     * Whether the engine is this machine's own: reached by its socket. A loopback address says nothing, for it may be the end
     * of a tunnel.
     */
    boolean isLocal() {
        return isLocal(DockerClientFactory.instance().getTransportConfig().getDockerHost());
    }

    static boolean isLocal(URI dockerHost) {
        return dockerHost != null && Set.of("unix", "npipe").contains(String.valueOf(dockerHost.getScheme()));
    }

    DockerClient client() {
        return client;
    }

    /**
     * The first of these images that the engine has; if it has none, it pulls the first.
     *
     * @throws ClusterStartException if the image can not be had; the message says what to do
     */
    public String image(List<String> candidates) {
        for (String candidate : candidates) {
            if (inspect(candidate).isPresent()) {
                return candidate;
            }
        }
        pull(candidates.get(0), candidates);
        return candidates.get(0);
    }

    private void pull(String image, List<String> candidates) {
        LOG.info("Pulling {}", image);
        try {
            String name = image.contains("@")
                            || image.substring(image.lastIndexOf('/') + 1).contains(":")
                    ? image
                    : image + ":latest";
            boolean ended = client.pullImageCmd(name).start().awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                throw new IOException("it took over %d minutes".formatted(PULL_MINUTES));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted while the image %s was pulled".formatted(image), e);
        } catch (DockerException | IOException | IllegalStateException e) {
            throw new EngineMissingException(notPulled(image, candidates, e), e);
        } catch (RuntimeException e) {
            throw new EngineMissingException(notPulled(image, candidates, e), e);
        }
    }

    private static String notPulled(String image, List<String> candidates, Exception e) {
        return ("the Docker engine has no image %s, and %s can not be pulled: %s. Where no registry can be reached,"
                        + " docker/build-images builds PostgreSQL and Toxiproxy images from packages; %s and %s name"
                        + " images of your own.")
                .formatted(
                        String.join(", ", candidates),
                        image,
                        rootMessage(e),
                        ContainerSettings.POSTGRES_IMAGE_VARIABLE,
                        ContainerSettings.TOXIPROXY_IMAGE_VARIABLE);
    }

    private Optional<InspectImageResponse> inspect(String image) {
        try {
            return Optional.of(client.inspectImageCmd(image).exec());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** The major version of PostgreSQL in an image that the engine has, as far as the image tells. */
    OptionalInt postgresMajor(String image) {
        return PostgresImage.major(
                image,
                inspect(image)
                        .map(InspectImageResponse::getConfig)
                        .map(ContainerConfig::getEnv)
                        .map(List::of)
                        .orElse(List.of()));
    }

    /**
     * Publishes ports of a container that is about to be created, where only this machine or the private network can
     * reach them. The engine chooses their numbers.
     */
    public void publish(CreateContainerCmd container, Collection<Integer> ports) {
        List<PortBinding> bindings = new ArrayList<>();
        for (int port : ports) {
            bindings.add(new PortBinding(Ports.Binding.bindIp(publishedOn), ExposedPort.tcp(port)));
        }
        hostConfig(container).withPortBindings(bindings);
    }

    /** Publishes one port under a number that stays the same when the container is started again. */
    void publish(CreateContainerCmd container, int port, int number) {
        hostConfig(container)
                .withPortBindings(
                        new PortBinding(Ports.Binding.bindIpAndPort(publishedOn, number), ExposedPort.tcp(port)));
    }

    /** A port that is free at this moment, as far as can be told from here. */
    int freePort() throws IOException {
        if (!publishedOn.equals(LOOPBACK)) {
            return FIRST_REMOTE_PORT + ThreadLocalRandom.current().nextInt(REMOTE_PORTS);
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private static HostConfig hostConfig(CreateContainerCmd container) {
        HostConfig config = container.getHostConfig();
        if (config == null) {
            config = HostConfig.newHostConfig();
            container.withHostConfig(config);
        }
        return config;
    }
}
