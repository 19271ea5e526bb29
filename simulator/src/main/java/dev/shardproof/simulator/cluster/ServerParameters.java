package dev.shardproof.simulator.cluster;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration of the servers that the harness starts itself, whoever provides them, so that a rehearsal does not
 * depend on the provider.
 *
 * <p>{@code fsync} is off and {@code synchronous_commit} is on. A commit is acknowledged after its WAL was handed to the
 * operating system, so it survives the death of the server process, which is what a rehearsal inflicts; only the loss of
 * the machine itself could take it, and that takes the rehearsal too. In return a laptop's disk does not decide the
 * latencies. {@code full_page_writes} stays on, so that the volume of WAL is that of production.
 *
 * <p>Dynamic shared memory lies in files of the data folder: in {@code /dev/shm} a killed server would leave some
 * behind, and containers give it 64 MB only.
 */
public final class ServerParameters {

    private static final int FIRST_WITH_ORIGIN_LIMIT = 18;

    private ServerParameters() {}

    /**
     * Fit for about 20 replication streams from or to each server.
     *
     * @param majorVersion of the server, for a server refuses to start with a parameter that it does not know
     */
    public static Map<String, String> forRehearsal(int majorVersion) {
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
        if (majorVersion >= FIRST_WITH_ORIGIN_LIMIT) { // before, max_replication_slots was the limit
            parameters.put("max_active_replication_origins", "40");
        }
        parameters.put("max_logical_replication_workers", "40");
        parameters.put("max_worker_processes", "60");
        parameters.put("timezone", "UTC");
        parameters.put("log_timezone", "UTC");
        parameters.put("log_line_prefix", "%m [%p] %q%u@%d ");
        return Collections.unmodifiableMap(parameters);
    }

    /**
     * Returns the parameters if a server can be given them.
     *
     * @throws IllegalArgumentException if a name is none, or a value has a control character
     */
    public static Map<String, String> checked(Map<String, String> parameters) {
        parameters.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
                throw new IllegalArgumentException("'%s' is not the name of a parameter".formatted(name));
            }
            if (value.chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException("the value of %s has a control character".formatted(name));
            }
        });
        return Map.copyOf(parameters);
    }
}
