package dev.shardproof.simulator.cluster.containers;

import dev.shardproof.simulator.cluster.ServerParameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How the containers of a cluster are made.
 *
 * @param postgresImages images for the shards; see {@link ContainerEngine#image} for which one is taken
 * @param toxiproxyImages images for the Toxiproxy server, likewise
 * @param cpus processors that one shard may use, such as 1.5; empty for all. A limit is enforced in slices of 100 ms, so
 *     that a shard that reaches it answers late
 * @param memoryBytes memory that one shard may use, swap included; at least 256 MB
 * @param startTimeout how long one container may take until it can be used
 * @param dataInMemory the size of a memory file system for each shard's data, which is gone when the server is stopped
 *     and counts as memory of the shard; empty for a volume
 * @param parameters PostgreSQL's configuration parameters, on top of {@link ServerParameters}
 */
public record ContainerSettings(
        List<String> postgresImages,
        List<String> toxiproxyImages,
        OptionalDouble cpus,
        long memoryBytes,
        Duration startTimeout,
        OptionalLong dataInMemory,
        Map<String, String> parameters) {

    /** Names the image for the shards. */
    public static final String POSTGRES_IMAGE_VARIABLE = "SHARDPROOF_POSTGRES_IMAGE";

    /** Names the image for the Toxiproxy server. */
    public static final String TOXIPROXY_IMAGE_VARIABLE = "SHARDPROOF_TOXIPROXY_IMAGE";

    /** The official images first, then what {@code docker/build-images} makes where no registry can be reached. */
    private static final List<String> POSTGRES_IMAGES =
            List.of("postgres:18", "shardproof/postgres:18", "shardproof/postgres:17", "shardproof/postgres:16");

    private static final List<String> TOXIPROXY_IMAGES =
            List.of("ghcr.io/shopify/toxiproxy:2.12.0", "shardproof/toxiproxy:2.12.0");

    private static final double CPUS_MIN = 0.01;
    private static final double CPUS_MAX = 1024;
    private static final long MEMORY_MIN = 256L << 20;
    private static final long MEMORY = 1L << 30;
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    public ContainerSettings {
        postgresImages = images(postgresImages);
        toxiproxyImages = images(toxiproxyImages);
        Objects.requireNonNull(startTimeout, "startTimeout is null");
        Objects.requireNonNull(dataInMemory, "dataInMemory is null");
        Objects.requireNonNull(cpus, "cpus is null");
        if (cpus.isPresent() && !(cpus.getAsDouble() >= CPUS_MIN && cpus.getAsDouble() <= CPUS_MAX)) {
            throw new IllegalArgumentException(
                    "cpus must be %s to %s, found %s".formatted(CPUS_MIN, CPUS_MAX, cpus.getAsDouble()));
        }
        if (memoryBytes < MEMORY_MIN) {
            throw new IllegalArgumentException(
                    "a shard needs at least %d bytes of memory, found %d".formatted(MEMORY_MIN, memoryBytes));
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("startTimeout must be positive, found " + startTimeout);
        }
        if (dataInMemory.isPresent() && dataInMemory.getAsLong() < MEMORY_MIN) {
            throw new IllegalArgumentException(
                    "data in memory needs at least %d bytes, found %d".formatted(MEMORY_MIN, dataInMemory.getAsLong()));
        }
        parameters = ServerParameters.checked(parameters);
    }

    private static List<String> images(List<String> names) {
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("the name of an image is missing in " + names);
        }
        return List.copyOf(names);
    }

    /** All processors and 1 GB a shard, the data in volumes, and the images that nobody has to name. */
    public static ContainerSettings defaults() {
        return new ContainerSettings(
                POSTGRES_IMAGES,
                TOXIPROXY_IMAGES,
                OptionalDouble.empty(),
                MEMORY,
                START_TIMEOUT,
                OptionalLong.empty(),
                Map.of());
    }

    /**
     * The defaults with the images that environment variables name.
     *
     * @param environment as from {@link System#getenv()}; see {@link #POSTGRES_IMAGE_VARIABLE} and
     *     {@link #TOXIPROXY_IMAGE_VARIABLE}
     */
    public static ContainerSettings ofEnvironment(Map<String, String> environment) {
        ContainerSettings settings = defaults();
        String postgres = environment.getOrDefault(POSTGRES_IMAGE_VARIABLE, "");
        String toxiproxy = environment.getOrDefault(TOXIPROXY_IMAGE_VARIABLE, "");
        if (!postgres.isBlank()) {
            settings = settings.withPostgresImage(postgres.strip());
        }
        return toxiproxy.isBlank() ? settings : settings.withToxiproxyImage(toxiproxy.strip());
    }

    /** The same settings with this image for the shards and no other. */
    public ContainerSettings withPostgresImage(String image) {
        return withPostgresImages(List.of(image));
    }

    /** The same settings with these images for the shards and no other. */
    public ContainerSettings withPostgresImages(List<String> images) {
        return new ContainerSettings(
                images, toxiproxyImages, cpus, memoryBytes, startTimeout, dataInMemory, parameters);
    }

    /** The same settings with this image for the Toxiproxy server and no other. */
    public ContainerSettings withToxiproxyImage(String image) {
        return new ContainerSettings(
                postgresImages, List.of(image), cpus, memoryBytes, startTimeout, dataInMemory, parameters);
    }

    /** The same settings with other limits for each shard. */
    public ContainerSettings withLimits(double cpusOfShard, long memoryBytesOfShard) {
        return withCpus(cpusOfShard).withMemory(memoryBytesOfShard);
    }

    /** The same settings with so many processors for each shard. */
    public ContainerSettings withCpus(double cpusOfShard) {
        return new ContainerSettings(
                postgresImages,
                toxiproxyImages,
                OptionalDouble.of(cpusOfShard),
                memoryBytes,
                startTimeout,
                dataInMemory,
                parameters);
    }

    /** The same settings with so much memory for each shard. */
    public ContainerSettings withMemory(long bytes) {
        return new ContainerSettings(
                postgresImages, toxiproxyImages, cpus, bytes, startTimeout, dataInMemory, parameters);
    }

    /** The same settings with another time limit. */
    public ContainerSettings withStartTimeout(Duration timeout) {
        return new ContainerSettings(
                postgresImages, toxiproxyImages, cpus, memoryBytes, timeout, dataInMemory, parameters);
    }

    /** The same settings with the data in memory file systems of that size. */
    public ContainerSettings withDataInMemory(long bytes) {
        return new ContainerSettings(
                postgresImages, toxiproxyImages, cpus, memoryBytes, startTimeout, OptionalLong.of(bytes), parameters);
    }

    /** The same settings with one parameter more or another value. */
    public ContainerSettings with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(parameters);
        changed.put(name, value);
        return new ContainerSettings(
                postgresImages, toxiproxyImages, cpus, memoryBytes, startTimeout, dataInMemory, changed);
    }
}
