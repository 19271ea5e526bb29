package dev.shardproof.simulator.fault.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import dev.shardproof.simulator.cluster.containers.ContainerEngine;
import dev.shardproof.simulator.cluster.containers.ContainerSettings;
import dev.shardproof.simulator.cluster.containers.TestingEngine;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;

/**
 * The image's server in this machine's own network, so that the contract's echo servers on loopback are its upstreams
 * and the ports that it chooses itself can be reached. {@link ToxiproxyContainerIT} has what a network of containers adds.
 */
public final class TestingToxiproxyContainer implements ProxyServer {

    private final DockerClient client = DockerClientFactory.instance().client();
    private final String id;
    private final int port;

    private TestingToxiproxyContainer(String image) {
        this.port = freePort();
        this.id = client.createContainerCmd(image)
                .withCmd("-host=127.0.0.1", "-port=" + port)
                .withLabels(Map.of("dev.shardproof.test", "true"))
                .withHostConfig(
                        HostConfig.newHostConfig().withNetworkMode("host").withAutoRemove(true))
                .exec()
                .getId();
    }

    public static TestingToxiproxyContainer start() {
        ContainerEngine engine = TestingEngine.require();
        assumeTrue(
                engine.host().equals(LOOPBACK) && System.getProperty("os.name").equals("Linux"),
                "this engine's containers can not share this machine's network");
        ContainerSettings settings = TestingEngine.settings();
        TestingToxiproxyContainer server = new TestingToxiproxyContainer(engine.image(settings.toxiproxyImages()));
        server.client.startContainerCmd(server.id).exec();
        ToxiproxyClient api = new ToxiproxyClient(LOOPBACK, server.port);
        Awaitility.await().ignoreExceptions().until(() -> !api.version().isEmpty());
        return server;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String host() {
        return LOOPBACK;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String description() {
        return "Toxiproxy in a container";
    }

    @Override
    public OptionalLong processId() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        client.removeContainerCmd(id).withForce(true).exec();
    }
}
