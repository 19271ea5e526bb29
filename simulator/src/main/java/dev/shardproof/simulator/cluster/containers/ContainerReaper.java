package dev.shardproof.simulator.cluster.containers;

import dev.shardproof.simulator.cluster.registry.ReapedRun;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes what runs of this machine have left in an engine because they were killed. Testcontainers' own reaper does so
 * at once, where it is allowed; this one does it wherever it is not. Thread-safe.
 */
public final class ContainerReaper {

    private final ContainerEngine engine;

    /** Looks after the engine's containers, networks and volumes that carry our labels. */
    public ContainerReaper(ContainerEngine engine) {
        this.engine = engine;
    }

    /**
     * Removes what belongs to processes of this machine that are gone. Runs that are alive and runs of other machines
     * are not touched, nor, in an engine elsewhere, those of before this machine was booted: a clone of this machine may
     * use that engine too.
     *
     * @return one entry for each dead run that had left something
     */
    public List<ReapedRun> reapDead() {
        Set<String> dead = new LinkedHashSet<>();
        ContainerRemoval.existing(engine.client(), labels -> {
            if (RunLabels.ownerIsGone(labels, engine.isLocal())) {
                dead.add(labels.getOrDefault(RunLabels.RUN, "unknown"));
            }
            return false;
        });
        List<ReapedRun> reaped = new ArrayList<>();
        for (String run : dead) {
            ContainerRemoval removal = new ContainerRemoval(engine.client());
            removal.remove(labels -> run.equals(labels.getOrDefault(RunLabels.RUN, "unknown"))
                    && RunLabels.ownerIsGone(labels, engine.isLocal()));
            reaped.add(new ReapedRun(run, removal.removed(), List.of(), removal.problems()));
        }
        return reaped;
    }

    /**
     * What a run has in the engine now, as {@code container 1234abcd}; nothing after its end.
     *
     * @param runId the run's name in the registry
     */
    public List<String> inventory(String runId) {
        return ContainerRemoval.existing(engine.client(), labels -> runId.equals(labels.get(RunLabels.RUN)));
    }
}
