package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ServerParameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How the embedded servers run.
 *
 * @param startTimeout how long one server may take until it accepts connections
 * @param parameters PostgreSQL's configuration parameters
 */
public record EmbeddedSettings(Duration startTimeout, Map<String, String> parameters) {

    private static final int MAJOR_VERSION = 18;

    public EmbeddedSettings {
        Objects.requireNonNull(startTimeout, "startTimeout is null");
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("startTimeout must be positive, found " + startTimeout);
        }
        parameters = ServerParameters.checked(parameters);
    }

    /** Fit for about 20 replication streams from or to each server; see {@link ServerParameters}. */
    public static EmbeddedSettings defaults() {
        return new EmbeddedSettings(Duration.ofSeconds(60), ServerParameters.forRehearsal(MAJOR_VERSION));
    }

    /** The same settings with one parameter more or another value. */
    public EmbeddedSettings with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(parameters);
        changed.put(name, value);
        return new EmbeddedSettings(startTimeout, changed);
    }

    /** The same settings with another time limit. */
    public EmbeddedSettings withStartTimeout(Duration timeout) {
        return new EmbeddedSettings(timeout, parameters);
    }
}
