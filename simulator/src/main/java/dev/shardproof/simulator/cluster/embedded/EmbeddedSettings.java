package dev.shardproof.simulator.cluster.embedded;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How the embedded servers run.
 *
 * <p>{@code fsync} is off and {@code synchronous_commit} is on. A commit is acknowledged after its WAL was handed to the
 * operating system, so it survives the death of the server process, which is what a rehearsal inflicts; only the loss of
 * the machine itself could take it, and that takes the rehearsal too. In return a laptop's disk does not decide the
 * latencies. {@code full_page_writes} stays on, so that the volume of WAL is that of production.
 *
 * <p>Dynamic shared memory lies in files of the data folder: in {@code /dev/shm} a killed server would leave some
 * behind, and containers give it 64 MB only.
 *
 * @param startTimeout how long one server may take until it accepts connections
 * @param parameters PostgreSQL's configuration parameters
 */
public record EmbeddedSettings(Duration startTimeout, Map<String, String> parameters) {

    public EmbeddedSettings {
        Objects.requireNonNull(startTimeout, "startTimeout is null");
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("startTimeout must be positive, found " + startTimeout);
        }
        parameters.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
                throw new IllegalArgumentException("'%s' is not the name of a parameter".formatted(name));
            }
            if (value.chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException("the value of %s has a control character".formatted(name));
            }
        });
        parameters = Map.copyOf(parameters);
    }

    /** Fit for about 20 replication streams from or to each server. */
    public static EmbeddedSettings defaults() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("max_connections", "300");
        parameters.put("shared_buffers", "128MB");
        parameters.put("dynamic_shared_memory_type", "mmap");
        parameters.put("fsync", "off");
        parameters.put("synchronous_commit", "on");
        parameters.put("autovacuum", "on");
        parameters.put("wal_level", "logical");
        parameters.put("max_wal_size", "2GB");
        parameters.put("max_slot_wal_keep_size", "4GB");
        parameters.put("max_wal_senders", "40");
        parameters.put("max_replication_slots", "40");
        parameters.put("max_active_replication_origins", "40");
        parameters.put("max_logical_replication_workers", "40");
        parameters.put("max_worker_processes", "60");
        parameters.put("timezone", "UTC");
        parameters.put("log_timezone", "UTC");
        parameters.put("log_line_prefix", "%m [%p] %q%u@%d ");
        return new EmbeddedSettings(Duration.ofSeconds(60), parameters);
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
