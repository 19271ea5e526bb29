package dev.shardproof.simulator.cluster.registry;

import java.util.Objects;

/**
 * A process that a run has started.
 *
 * @param identity which process
 * @param label what it is, for people: {@code "postgres s0"}
 * @param signal how it is asked to end
 */
public record RegisteredProcess(ProcessIdentity identity, String label, StopSignal signal) {
    /** The label of the one process that outlives its run for a moment. */
    static final String WATCHDOG = "watchdog";

    public RegisteredProcess {
        Objects.requireNonNull(identity, "identity is null");
        Objects.requireNonNull(label, "label is null");
        Objects.requireNonNull(signal, "signal is null");
    }

    /** Whether it is the process that heals what its run leaves behind. */
    public boolean isWatchdog() {
        return label.equals(WATCHDOG);
    }

    @Override
    public String toString() {
        return label + " (process " + identity.pid() + ")";
    }
}
