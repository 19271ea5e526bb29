package dev.shardproof.simulator.fault.proxy;

import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.containers.ContainerEngine;
import dev.shardproof.simulator.cluster.containers.ContainerSettings;
import dev.shardproof.simulator.cluster.containers.EngineRequests;
import dev.shardproof.simulator.cluster.containers.RunLabels;
import dev.shardproof.simulator.cluster.containers.SessionLabel;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/**
 * A real Toxiproxy server in a container, in the network of the servers that it stands before. The ports that clients
 * may use are opened when it starts, for a running container can not be given more.
 */
public final class ToxiproxyContainer implements ProxyServer {

    /** The most proxies that one server offers. */
    public static final int PORTS_MAX = 512;

    private static final String ALIAS = "toxiproxy";
    private static final String OFFICIAL_IMAGE = "ghcr.io/shopify/toxiproxy";
    private static final int API_PORT = 8474;
    private static final int FIRST_PORT = 8666;

    private final ContainerEngine engine;
    private final EngineRequests requests = new EngineRequests();
    private final org.testcontainers.toxiproxy.ToxiproxyContainer container;
    private final String image;
    private final TreeSet<Integer> freePorts;
    private String containerId = "";

    private ToxiproxyContainer(
            ContainerEngine engine,
            String image,
            ContainerSettings settings,
            RunRegistry registry,
            Network network,
            Collection<Integer> ports) {
        this.engine = engine;
        this.image = image;
        this.freePorts = new TreeSet<>(ports);
        List<Integer> published = new ArrayList<>(ports);
        published.add(API_PORT);
        this.container = new org.testcontainers.toxiproxy.ToxiproxyContainer(
                        DockerImageName.parse(image).asCompatibleSubstituteFor(OFFICIAL_IMAGE))
                .withExposedPorts(published.toArray(Integer[]::new))
                .withNetwork(network)
                .withNetworkAliases(ALIAS)
                .withLabels(RunLabels.of(registry))
                .withStartupTimeout(settings.startTimeout())
                .withCreateContainerCmdModifier(command -> {
                    requests.requireWanted();
                    engine.publish(command, published);
                    SessionLabel.removeWhereWeCleanUp(command);
                });
    }

    /**
     * Starts it and waits until its API answers.
     *
     * @param network of the servers
     * @param registry who removes it if this JVM is asked to end
     * @param proxies how many proxies there can be at the same time, 1 to {@value #PORTS_MAX}
     * @throws ClusterStartException if it can not be started; nothing is left of it then
     */
    public static ToxiproxyContainer start(
            ContainerEngine engine, Network network, RunRegistry registry, ContainerSettings settings, int proxies) {
        if (proxies < 1 || proxies > PORTS_MAX) {
            throw new IllegalArgumentException(
                    "a Toxiproxy container has 1 to %d proxies, found %d".formatted(PORTS_MAX, proxies));
        }
        List<Integer> ports =
                IntStream.range(FIRST_PORT, FIRST_PORT + proxies).boxed().toList();
        ToxiproxyContainer server = new ToxiproxyContainer(
                engine, engine.image(settings.toxiproxyImages()), settings, registry, network, ports);
        registry.registerResource(server::close);
        try {
            server.requests.make(server.container::start);
            server.containerId = server.container.getContainerId();
            return server;
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new ClusterStartException("the start of %s was interrupted".formatted(server.image), e);
        } catch (ContainerLaunchException | CancellationException e) {
            server.close();
            throw new ClusterStartException(
                    "the container of %s did not start: %s".formatted(server.image, ContainerEngine.rootMessage(e)), e);
        }
    }

    @Override
    public String host() {
        return engine.host();
    }

    @Override
    public int port() {
        return container.getControlPort();
    }

    @Override
    public String description() {
        return "Toxiproxy in a container of " + image;
    }

    /** The container, for those who look after it. */
    public String containerId() {
        return containerId;
    }

    @Override
    public OptionalLong processId() {
        return OptionalLong.empty();
    }

    @Override
    public synchronized String listen() {
        Integer port = freePorts.pollFirst();
        if (port == null) {
            throw new IllegalStateException("all ports of the %s are taken".formatted(description()));
        }
        return "0.0.0.0:" + port;
    }

    @Override
    public synchronized void release(int port) {
        freePorts.add(port);
    }

    @Override
    public Endpoint forClients(int port) {
        return new Endpoint(engine.host(), container.getMappedPort(port));
    }

    @Override
    public Endpoint forServers(int port) {
        return new Endpoint(ALIAS, port);
    }

    @Override
    public synchronized void close() {
        requests.stop();
        container.stop();
    }
}
