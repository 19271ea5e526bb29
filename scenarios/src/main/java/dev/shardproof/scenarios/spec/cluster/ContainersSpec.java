package dev.shardproof.scenarios.spec.cluster;

import java.util.Objects;
import java.util.Optional;

/**
 * How the containers of the provider {@code containers} are made; the others take no notice. What is empty is as the
 * environment variables say, or as it is by default.
 *
 * @param image the image for the shards, whatever it is called; it has to understand what the official one understands
 * @param version the major version of PostgreSQL that it must have
 * @param cpus processors that one shard may use, such as 1.5
 * @param memoryBytes memory that one shard may use
 * @param toxiproxyImage the image for the Toxiproxy server
 */
public record ContainersSpec(
        Optional<String> image,
        Optional<Integer> version,
        Optional<Double> cpus,
        Optional<Long> memoryBytes,
        Optional<String> toxiproxyImage) {

    /** Nothing is said. */
    public static final ContainersSpec NONE = new ContainersSpec(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The first version whose subscriptions know the origin of a row, which a migration needs. */
    public static final int VERSION_MIN = 16;

    public static final int VERSION_MAX = 99;
    public static final double CPUS_MIN = 0.01;
    public static final double CPUS_MAX = 1024;
    public static final long MEMORY_MIN = 256L << 20;
    public static final long MEMORY_MAX = 1L << 42;

    public ContainersSpec {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(version, "version is null");
        Objects.requireNonNull(cpus, "cpus is null");
        Objects.requireNonNull(memoryBytes, "memoryBytes is null");
        Objects.requireNonNull(toxiproxyImage, "toxiproxyImage is null");
        require(version.map(major -> major >= VERSION_MIN && major <= VERSION_MAX), "version", version);
        require(cpus.map(share -> share >= CPUS_MIN && share <= CPUS_MAX), "cpus", cpus);
        require(memoryBytes.map(bytes -> bytes >= MEMORY_MIN && bytes <= MEMORY_MAX), "memory", memoryBytes);
        require(image.map(ContainersSpec::isImageName), "image", image);
        require(toxiproxyImage.map(ContainersSpec::isImageName), "toxiproxyImage", toxiproxyImage);
    }

    private static void require(Optional<Boolean> allowed, String name, Optional<?> value) {
        if (!allowed.orElse(true)) {
            throw new IllegalArgumentException("%s can not be %s".formatted(name, value.orElseThrow()));
        }
    }

    /** Whether that can be the name of an image, such as {@code registry.example.com/postgres:17}. */
    public static boolean isImageName(String name) {
        return name.length() <= 255 && name.matches("[a-z0-9][A-Za-z0-9._:/@-]*");
    }
}
