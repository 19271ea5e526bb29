package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ServerParameters;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How the embedded servers run.
 *
 * @param startTimeout how long one server may take until it accepts connections
 * @param parameters PostgreSQL's configuration parameters
 * @param smallWalVolumes the shards whose write-ahead log lies on a small volume of its own that can be filled; where such
 *     a volume can not be mounted they have none
 */
public record EmbeddedSettings(Duration startTimeout, Map<String, String> parameters, Set<ShardId> smallWalVolumes) {

    /** Memory that is used only as far as it is written to. */
    static final long SMALL_WAL_BYTES = 512L << 20;

    /** So that a server gets along with its small volume, and keeps no spare files on it that would hide that it is full. */
    static final Map<String, String> SMALL_WAL_PARAMETERS =
            Map.of("max_wal_size", "128MB", "min_wal_size", "32MB", "wal_recycle", "off");

    private static final int MAJOR_VERSION = 18;

    public EmbeddedSettings {
        Objects.requireNonNull(startTimeout, "startTimeout is null");
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("startTimeout must be positive, found " + startTimeout);
        }
        parameters = ServerParameters.checked(parameters);
        smallWalVolumes = Set.copyOf(smallWalVolumes);
    }

    /** Fit for about 20 replication streams from or to each server; see {@link ServerParameters}. */
    public static EmbeddedSettings defaults() {
        return new EmbeddedSettings(Duration.ofSeconds(60), ServerParameters.forRehearsal(MAJOR_VERSION), Set.of());
    }

    /** The same settings with one parameter more or another value. */
    public EmbeddedSettings with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(parameters);
        changed.put(name, value);
        return new EmbeddedSettings(startTimeout, changed, smallWalVolumes);
    }

    /** The same settings with another time limit. */
    public EmbeddedSettings withStartTimeout(Duration timeout) {
        return new EmbeddedSettings(timeout, parameters, smallWalVolumes);
    }

    /** The same settings with small volumes for the write-ahead logs of these shards. */
    public EmbeddedSettings withSmallWalVolumes(Set<ShardId> shards) {
        return new EmbeddedSettings(startTimeout, parameters, shards);
    }
}
