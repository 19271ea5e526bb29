package dev.shardproof.scenarios.runner.guard;

import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.scenarios.judgement.MigrationJournal;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.guard.Decision;
import dev.shardproof.verifier.recovery.RecoveryCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** The migration of a run whose guards may end it or take it back. For the run's thread. */
public final class GuardedMigration {

    /** Checks of speed, which say nothing about the data. */
    private static final String LATENCY = "latency";

    private final OnlineMigrator migrator;
    private final GuardDuty duty;
    private final BiConsumer<Verdict, String> troubles;
    private final TerminalProgress terminal;

    /** @param troubles who notes what goes wrong with the run itself: what it makes of the verdict, and why */
    public GuardedMigration(
            OnlineMigrator migrator, GuardDuty duty, BiConsumer<Verdict, String> troubles, TerminalProgress terminal) {
        this.migrator = migrator;
        this.duty = duty;
        this.troubles = troubles;
        this.terminal = terminal;
    }

    /** The guards of a scenario, who tell the event log and the terminal what they decide. */
    public static GuardDuty duty(
            Scenario scenario,
            OnlineMigrator migrator,
            MigrationJournal journal,
            TerminalProgress terminal,
            InstantSource clock,
            LongSupplier nanoTime) {
        return new GuardDuty(
                scenario.guards().guards(),
                migrator.control(),
                () -> migrator.progress().state(),
                (decision, done) -> tell(decision, done, journal, terminal),
                clock,
                nanoTime);
    }

    private static void tell(Decision decision, String done, MigrationJournal journal, TerminalProgress terminal) {
        String kind = decision.kind().name().toLowerCase(Locale.ROOT);
        String said = done.isEmpty() ? decision.reason() : decision.reason() + ": " + done;
        journal.warn(
                "guard_" + kind,
                said,
                Map.of(
                        "guard", decision.guard().condition().toString(),
                        "action", decision.guard().action().key()));
        terminal.message("Guard '%s' %s: %s".formatted(decision.guard(), kind, said));
    }

    /** How many of the checks have found something wrong with the data. */
    public static int inconsistencies(List<CheckResult> checks) {
        return (int) checks.stream()
                .filter(check -> check.verdict() == Verdict.FAIL)
                .filter(check ->
                        !check.check().startsWith(LATENCY) && !check.check().equals(RecoveryCheck.NAME))
                .count();
    }

    /** Migrates; whether the targets own the moved ranges afterwards. */
    public boolean migrate() throws InterruptedException {
        terminal.message("Migrating " + migrator.streams());
        try {
            migrator.migrate();
            duty.migrationEnded(true);
            return true;
        } catch (MigrationException | IllegalStateException e) {
            boolean switched = migrator.progress().state() == MigrationState.SWITCHED;
            duty.migrationEnded(switched);
            boolean asGuardsWish = migrator.progress().state() == MigrationState.ABORTED
                    && duty.hasGivenUp()
                    && e.getSuppressed().length == 0;
            if (!asGuardsWish) { // else the guard's own row says it
                troubles.accept(
                        Verdict.FAIL,
                        (switched ? "the way back is not ready: " : "the migration was aborted: ") + e.getMessage());
            }
            return switched;
        }
    }

    /**
     * Gives the ranges back to their sources if a guard wants that.
     *
     * @param converge how long the sources may take to catch up before clients are made to wait for them
     * @return whether the sources own them again
     */
    public boolean rolledBackIfWanted(Duration converge) throws InterruptedException {
        if (!duty.wantsRollback()) {
            return false;
        }
        terminal.message("Rolling back: the sources get their ranges back");
        try {
            migrator.awaitReverse(converge);
            migrator.rollBack();
            duty.rolledBack(Optional.empty());
            return true;
        } catch (MigrationException | IllegalStateException e) {
            duty.rolledBack(Optional.of(String.valueOf(e.getMessage())));
            troubles.accept(Verdict.FAIL, "the way back failed: " + e.getMessage());
            return false;
        }
    }

    /** Ends what {@link #rolledBackIfWanted} has begun; to be called when clients are gone. */
    public void cleanUpTargets() {
        try {
            migrator.cleanUpTargets();
        } catch (MigrationException e) {
            troubles.accept(Verdict.FAIL, "the clean-up of the targets failed: " + e.getMessage());
        }
    }
}
