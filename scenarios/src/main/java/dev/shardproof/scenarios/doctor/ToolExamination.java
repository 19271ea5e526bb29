package dev.shardproof.scenarios.doctor;

import dev.shardproof.simulator.cluster.containers.ContainerSettings;
import dev.shardproof.simulator.fault.proxy.ToxiproxyBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Docker engine, its images, and Toxiproxy. */
final class ToolExamination {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String DEFAULT_SOCKET = "unix:///var/run/docker.sock";

    private final Machine machine;
    private final boolean needed;

    /** @param needed whether the provider containers is wanted, else what it needs is only good to have */
    ToolExamination(Machine machine, boolean needed) {
        this.machine = machine;
        this.needed = needed;
    }

    List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(toxiproxy());
        Optional<String> socket = engine(findings);
        if (socket.isPresent()) {
            images(socket.get(), findings);
        }
        return findings;
    }

    private Finding toxiproxy() {
        Optional<Path> program = ToxiproxyBinary.find(machine.environment().getOrDefault("PATH", ""));
        if (program.isEmpty()) {
            return Finding.fine("Toxiproxy", "not on the PATH; the embedded wire proxy stands in for it");
        }
        try {
            String version = machine.run(List.of(program.get().toString(), "-version"), PATIENCE);
            return Finding.fine("Toxiproxy", "%s, %s".formatted(version, program.get()));
        } catch (IOException e) {
            return Finding.missing(
                    "Toxiproxy",
                    "%s is on the PATH and does not run: %s".formatted(program.get(), e.getMessage()),
                    "mend it, or take it off the PATH to use the embedded wire proxy");
        }
    }

    /** Where the engine answers; empty if none does. */
    private Optional<String> engine(List<Finding> findings) {
        List<String> failures = new ArrayList<>();
        for (String host : hosts()) {
            try {
                JsonNode version = JSON.readTree(machine.askDocker(host, "/version"));
                findings.add(Finding.fine(
                        "Docker engine",
                        "%s, API %s, at %s"
                                .formatted(
                                        version.path("Version").asString("unknown"),
                                        version.path("ApiVersion").asString("unknown"),
                                        host)));
                return Optional.of(host);
            } catch (IOException | JacksonException e) {
                failures.add("%s: %s".formatted(host, e.getMessage()));
            }
        }
        boolean named = machine.environment().containsKey("DOCKER_HOST");
        findings.add(Finding.lacking(
                needed,
                "Docker engine",
                "none answers (%s); only the provider containers needs one".formatted(String.join("; ", failures)),
                named ? "start that engine, or unset DOCKER_HOST" : "sudo scripts/setup-docker"));
        return Optional.empty();
    }

    private Set<String> hosts() {
        String named = machine.environment().getOrDefault("DOCKER_HOST", "");
        if (!named.isBlank()) {
            return Set.of(named);
        }
        Set<String> hosts = new LinkedHashSet<>(List.of(DEFAULT_SOCKET));
        String runtime = machine.environment().getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isBlank()) {
            hosts.add("unix://" + runtime + "/docker.sock");
        }
        String home = machine.property("user.home");
        hosts.add("unix://" + home + "/.docker/run/docker.sock");
        return hosts;
    }

    private void images(String socket, List<Finding> findings) {
        Set<String> present = new LinkedHashSet<>();
        try {
            for (JsonNode image : JSON.readTree(machine.askDocker(socket, "/images/json"))) {
                image.path("RepoTags").forEach(tag -> present.add(tag.asString("")));
            }
        } catch (IOException | JacksonException e) {
            findings.add(Finding.lacking(
                    needed, "images", "the engine does not list them: " + e.getMessage(), "docker images"));
            return;
        }
        ContainerSettings settings = ContainerSettings.ofEnvironment(machine.environment());
        findings.add(image("PostgreSQL image", settings.postgresImages(), present));
        findings.add(image("Toxiproxy image", settings.toxiproxyImages(), present));
    }

    private Finding image(String what, List<String> wanted, Set<String> present) {
        return wanted.stream()
                .filter(name -> present.contains(name) || present.contains(name + ":latest"))
                .findFirst()
                .map(name -> Finding.fine(what, name))
                .orElseGet(() -> Finding.lacking(
                        needed,
                        what,
                        "the engine has none of " + String.join(", ", wanted),
                        "docker pull %s, or docker/build-images where no registry can be reached"
                                .formatted(wanted.get(0))));
    }
}
