package dev.shardproof.simulator.cluster.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What was removed of a run whose JVM is gone.
 *
 * @param runId the run's name in the registry
 * @param ended the processes that were ended
 * @param deleted the folders that were deleted
 * @param problems what could not be removed and why; it is tried again by the next reaping
 */
public record ReapedRun(String runId, List<String> ended, List<Path> deleted, List<String> problems) {
    public ReapedRun {
        Objects.requireNonNull(runId, "runId is null");
        ended = List.copyOf(ended);
        deleted = List.copyOf(deleted);
        problems = List.copyOf(problems);
    }
}
