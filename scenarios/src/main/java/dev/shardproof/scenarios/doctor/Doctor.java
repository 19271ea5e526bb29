package dev.shardproof.scenarios.doctor;

import dev.shardproof.scenarios.spec.cluster.ClusterSpec.Provider;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.embedded.EmbeddedReadiness;
import dev.shardproof.simulator.cluster.registry.RunInventory;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Says what this machine can do. Changes nothing, except that PostgreSQL's programs are unpacked if they are not yet. */
public final class Doctor {

    private final Machine machine;
    private final StateOpening state;
    private final Embedded embedded;

    /** Opens the state folder. */
    @FunctionalInterface
    public interface StateOpening {
        StateFolder open() throws IOException;
    }

    /** Tries the embedded PostgreSQL. */
    @FunctionalInterface
    public interface Embedded {
        /** @throws ClusterStartException if it does not run here */
        EmbeddedReadiness examine(StateFolder state);
    }

    /**
     * @param machine what is looked at
     * @param state the user's state folder
     * @param embedded the embedded PostgreSQL
     */
    public Doctor(Machine machine, StateOpening state, Embedded embedded) {
        this.machine = Objects.requireNonNull(machine, "machine is null");
        this.state = Objects.requireNonNull(state, "state is null");
        this.embedded = Objects.requireNonNull(embedded, "embedded is null");
    }

    /** Looks at everything that a provider needs, and at what is good to have. */
    public List<Finding> examine(Provider provider) {
        StateFolder folder;
        try {
            folder = state.open();
        } catch (IOException e) {
            return List.of(Finding.missing(
                    "state folder",
                    String.valueOf(e.getMessage()),
                    "remove it, or choose another place with SHARDPROOF_JAVA_OPTS=-Djava.io.tmpdir=FOLDER"));
        }
        List<Finding> findings = new ArrayList<>(new SystemExamination(machine, folder.path()).examine());
        findings.addAll(postgres(provider, folder));
        findings.addAll(new ToolExamination(machine, provider == Provider.CONTAINERS).examine());
        findings.add(leftovers(folder));
        return findings;
    }

    private List<Finding> postgres(Provider provider, StateFolder folder) {
        try {
            EmbeddedReadiness ready = embedded.examine(folder);
            return List.of(
                    Finding.fine("PostgreSQL", ready.version() + ", embedded"), Finding.fine("rights", ready.rights()));
        } catch (ClusterStartException e) {
            return List.of(Finding.lacking(
                    provider == Provider.EMBEDDED,
                    "PostgreSQL",
                    "the embedded one does not run: " + e.getMessage(),
                    "see the reason; --provider containers or external do without"));
        }
    }

    private static Finding leftovers(StateFolder folder) {
        try (RunRegistry registry = RunRegistry.open(folder)) {
            List<RunInventory> dead = registry.inventory().stream()
                    .filter(run -> run.owner() == RunInventory.Owner.DEAD)
                    .toList();
            if (dead.isEmpty()) {
                return Finding.fine("leftovers", "none of killed runs");
            }
            int processes =
                    dead.stream().mapToInt(run -> run.processes().size()).sum();
            return Finding.warning(
                    "leftovers",
                    "%d killed runs left %d processes and their folders".formatted(dead.size(), processes),
                    "./shardproof doctor --clean-up (the next run does it too)");
        } catch (IOException e) {
            return Finding.warning(
                    "leftovers", "the registry of runs can not be read: " + e.getMessage(), "ls -la " + folder.path());
        }
    }
}
