package dev.shardproof.simulator.fault.watchdog;

import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What healing needs of a Docker engine. Everything is idempotent, and what is gone needs no healing. */
interface DockerControl {

    /** The label that says to which run a container, network or volume belongs. */
    String RUN_LABEL = "dev.shardproof.run";

    void unpause(String container) throws IOException;

    void start(String container) throws IOException;

    /** Removes the containers, networks and volumes that carry a label. */
    void removeLabelled(String label) throws IOException;

    /**
     * The engine that Docker's own tools would use: the one that {@code DOCKER_HOST} names, else a socket at one of the usual
     * places. An address that needs more than plain HTTP (ssh, TLS) is left to the {@code docker} command.
     *
     * @param environment the process's environment variables
     */
    static Optional<DockerControl> find(Map<String, String> environment) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        boolean tls = !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty();
        if (host.isBlank()) {
            return usualSockets(environment)
                    .filter(Files::exists)
                    .findFirst()
                    .map(socket -> new DockerApi(new HttpCall(UnixDomainSocketAddress.of(socket))));
        }
        if (host.startsWith("unix://")) {
            Path socket = Path.of(host.substring("unix://".length()));
            return Optional.of(new DockerApi(new HttpCall(UnixDomainSocketAddress.of(socket))));
        }
        if (host.startsWith("tcp://") && !tls) {
            URI address = URI.create(host);
            return Optional.of(new DockerApi(HttpCall.tcp(address.getHost(), address.getPort())));
        }
        return Optional.of(new DockerCommand());
    }

    private static Stream<Path> usualSockets(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "/");
        return Stream.concat(
                Stream.of(
                                "/var/run/docker.sock",
                                home + "/.docker/run/docker.sock",
                                home + "/.docker/desktop/docker.sock")
                        .map(Path::of),
                Stream.ofNullable(environment.get("XDG_RUNTIME_DIR")).map(folder -> Path.of(folder, "docker.sock")));
    }
}
