package dev.shardproof.scenarios.spec.cluster;

import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shards as they are before the reshard.
 *
 * @param provider who runs the servers
 * @param shards in the order of the file, at least one
 * @param topology who owns what, at epoch 1; every shard owns something
 * @param external the servers that the user names, which only the provider {@code external} uses
 * @param containers how containers are made, for the provider {@code containers} only
 */
public record ClusterSpec(
        Provider provider, List<ShardId> shards, Topology topology, ExternalSpec external, ContainersSpec containers) {

    public static final int SHARDS_MAX = 32;

    public ClusterSpec {
        Objects.requireNonNull(provider, "provider is null");
        Objects.requireNonNull(external, "external is null");
        Objects.requireNonNull(containers, "containers is null");
        shards = List.copyOf(shards);
        requireOwners(shards, topology);
        if (topology.epoch() != 1) {
            throw new IllegalArgumentException("the first topology has epoch 1, found " + topology.epoch());
        }
    }

    /** Without servers that the user names, and nothing said about containers. */
    public ClusterSpec(Provider provider, List<ShardId> shards, Topology topology) {
        this(provider, shards, topology, ExternalSpec.NONE, ContainersSpec.NONE);
    }

    static void requireOwners(List<ShardId> shards, Topology topology) {
        if (shards.size() > SHARDS_MAX) {
            throw new IllegalArgumentException("at most %d shards are possible".formatted(SHARDS_MAX));
        }
        if (Set.copyOf(shards).size() != shards.size() || !Set.copyOf(shards).equals(topology.shards())) {
            throw new IllegalArgumentException(
                    "the shards %s and the owners %s differ".formatted(shards, topology.shards()));
        }
    }

    /** Who runs the servers. */
    public enum Provider {
        /** PostgreSQL binaries from Maven Central, started as child processes. */
        EMBEDDED("embedded"),
        /** One Docker container a shard, and a real Toxiproxy server in another. */
        CONTAINERS("containers"),
        /** Servers that the user names and has marked as sandboxes. */
        EXTERNAL("external");

        private final String label;

        Provider(String label) {
            this.label = label;
        }

        /** The name in scenario files, command lines and reports. */
        public String label() {
            return label;
        }

        /**
         * The provider of that name, e.g. from a command line.
         *
         * @throws IllegalArgumentException if there is none; the message lists the names
         */
        public static Provider ofLabel(String label) {
            return Arrays.stream(values())
                    .filter(provider -> provider.label.equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no provider '%s'; allowed: %s"
                            .formatted(
                                    label,
                                    Arrays.stream(values()).map(Provider::label).collect(Collectors.joining(", ")))));
        }
    }
}
