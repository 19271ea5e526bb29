package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.cluster.registry.ProcessEnding;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RegisteredProcess;
import dev.shardproof.simulator.cluster.registry.RunInventory;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.fault.lease.GrantedLease;
import dev.shardproof.simulator.fault.lease.HealedFault;
import dev.shardproof.simulator.fault.lease.LeaseJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a new run does about the leases of dead ones: it heals what nobody has healed, because the watchdog was killed too or
 * could not, and tells what their watchdogs have healed. Runs that are alive are left alone. Call {@link #settle()} before
 * {@link RunRegistry#reapDead()}, which deletes the journals.
 */
public final class DeadLeases {

    private static final Duration ACTION_LIMIT = Duration.ofSeconds(3);

    /** For a watchdog that is still at it. */
    private static final Duration WATCHDOG = Duration.ofSeconds(15);

    private final RunRegistry registry;
    private final HealingCrew crew;

    /**
     * Looks into the registry's state folder.
     *
     * @param environment this process's environment variables, for the way to the Docker engine
     */
    public DeadLeases(RunRegistry registry, Map<String, String> environment) {
        this.registry = Objects.requireNonNull(registry, "registry is null");
        this.crew = new HealingCrew(new Healing(environment), ACTION_LIMIT);
    }

    /**
     * Heals and tells. What can not be healed is kept, and tried again by the next run.
     *
     * @return one entry for each fault that an earlier run had left
     * @throws IOException if the state folder can not be read
     */
    public List<HealedFault> settle() throws IOException {
        List<RunInventory> runs = registry.inventory();
        for (RunInventory run : runs) {
            if (run.owner() == RunInventory.Owner.DEAD) {
                awaitWatchdog(run);
                healOpen(run.runId());
            }
        }
        Set<String> alive = runs.stream()
                .filter(run -> run.owner() != RunInventory.Owner.DEAD)
                .map(RunInventory::runId)
                .collect(Collectors.toSet());
        List<HealedFault> told = new ArrayList<>();
        for (Path file : outcomeFiles()) {
            if (!alive.contains(runOf(file))) {
                told.addAll(settle(new LeaseJournal(file)));
            }
        }
        return told;
    }

    private static void awaitWatchdog(RunInventory run) {
        List<ProcessIdentity> watchdogs = run.processes().stream()
                .filter(RegisteredProcess::isWatchdog)
                .map(RegisteredProcess::identity)
                .toList();
        ProcessEnding.awaitEnd(watchdogs, WATCHDOG);
    }

    /** What a run has open that its watchdog has not tried; the outcome goes where the watchdog would have put it. */
    private void healOpen(String runId) throws IOException {
        Path file = registry.state().runFolder(runId).resolve(LeaseJournal.FILE);
        LeaseJournal outcomes = new LeaseJournal(Watchdog.outcomeFile(registry.state(), runId));
        Set<Long> tried = outcomes.read().granted();
        List<GrantedLease> open = new LeaseJournal(file)
                .read().open().stream()
                        .filter(lease -> !tried.contains(lease.id()))
                        .toList();
        heal(open, outcomes);
    }

    private void heal(List<GrantedLease> leases, LeaseJournal outcomes) throws IOException {
        for (Map.Entry<GrantedLease, List<String>> entry : crew.heal(leases).entrySet()) {
            GrantedLease lease = entry.getKey();
            HealedFault fault = new HealedFault(lease.fault(), HealedFault.Reason.HARNESS_DIED, entry.getValue());
            outcomes.append(lease.toLine());
            outcomes.append(fault.toLine(lease.id()));
        }
    }

    private List<Path> outcomeFiles() throws IOException {
        try (Stream<Path> files = Files.list(registry.state().subfolder("healed"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String runOf(Path file) {
        return file.getFileName().toString().replaceFirst("\\.jsonl$", "");
    }

    /** Tries again what failed, tells it all, and forgets it unless something is still to be healed. */
    private List<HealedFault> settle(LeaseJournal outcomes) throws IOException {
        LeaseJournal.Content before = outcomes.read();
        List<HealedFault> told = new ArrayList<>(before.healed());
        List<GrantedLease> left = new ArrayList<>();
        crew.heal(before.open()).forEach((lease, problems) -> {
            told.add(new HealedFault(
                    lease.fault(),
                    HealedFault.Reason.HARNESS_DIED,
                    problems.isEmpty() ? problems : withAdvice(problems, outcomes)));
            if (!problems.isEmpty()) {
                left.add(lease);
            }
        });
        Files.deleteIfExists(outcomes.file()); // two runs may start at once
        for (GrantedLease lease : left) {
            outcomes.append(lease.toLine());
        }
        if (!before.problems().isEmpty()) {
            told.add(new HealedFault("unknown fault", HealedFault.Reason.HARNESS_DIED, before.problems()));
        }
        return told;
    }

    private static List<String> withAdvice(List<String> problems, LeaseJournal outcomes) {
        List<String> all = new ArrayList<>(problems);
        all.add("every run will try again; delete %s to end that".formatted(outcomes.file()));
        return all;
    }
}
