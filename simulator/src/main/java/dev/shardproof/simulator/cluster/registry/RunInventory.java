package dev.shardproof.simulator.cluster.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What one run has at this moment: the registered processes that are alive and the registered folders that exist.
 *
 * @param runId the run's name in the registry
 * @param owner what became of the JVM that owns the run
 * @param processes its live processes
 * @param folders its existing folders
 */
public record RunInventory(String runId, Owner owner, List<RegisteredProcess> processes, List<Path> folders) {

    /** What became of the JVM that owns a run. */
    public enum Owner {
        /** This very registry. */
        SELF,
        /** It runs, or it runs in a container whose processes can not be seen from here. */
        ALIVE,
        /** It is gone: the next {@link RunRegistry#reapDead()} removes what is left. */
        DEAD
    }

    public RunInventory {
        Objects.requireNonNull(runId, "runId is null");
        Objects.requireNonNull(owner, "owner is null");
        processes = List.copyOf(processes);
        folders = List.copyOf(folders);
    }
}
