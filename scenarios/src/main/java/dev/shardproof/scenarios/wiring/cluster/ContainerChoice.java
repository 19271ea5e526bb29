package dev.shardproof.scenarios.wiring.cluster;

import dev.shardproof.scenarios.spec.cluster.ContainersSpec;
import dev.shardproof.simulator.cluster.containers.ContainerSettings;
import java.util.List;
import java.util.Map;

/** How containers are made: what the scenario says, else what the environment variables say, else the defaults. */
final class ContainerChoice {

    private ContainerChoice() {}

    /** @param environment as from {@link System#getenv()} */
    static ContainerSettings of(ContainersSpec spec, Map<String, String> environment) {
        ContainerSettings settings = ContainerSettings.ofEnvironment(environment);
        if (spec.image().isPresent()) {
            settings = settings.withPostgresImages(List.of(tagged(spec)));
        } else if (spec.version().isPresent()) {
            // The official image, then what docker/build-images makes; a variable names an image of whatever version.
            int version = spec.version().get();
            settings = settings.withPostgresImages(List.of("postgres:" + version, "shardproof/postgres:" + version));
        }
        if (spec.cpus().isPresent()) {
            settings = settings.withCpus(spec.cpus().get());
        }
        if (spec.memoryBytes().isPresent()) {
            settings = settings.withMemory(spec.memoryBytes().get());
        }
        return spec.toxiproxyImage().isPresent()
                ? settings.withToxiproxyImage(spec.toxiproxyImage().get())
                : settings;
    }

    /** An image without a tag is meant in the version that is asked for. */
    private static String tagged(ContainersSpec spec) {
        String image = spec.image().orElseThrow();
        boolean hasTag = image.contains("@")
                || image.substring(image.lastIndexOf('/') + 1).contains(":");
        return spec.version().isPresent() && !hasTag
                ? image + ":" + spec.version().get()
                : image;
    }
}
