package dev.shardproof.scenarios.judgement;

import dev.shardproof.reports.run.log.EventLog;
import dev.shardproof.simulator.fault.conductor.FaultConductor;
import dev.shardproof.simulator.fault.conductor.FaultListener;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.migration.progress.MigrationEvent;
import dev.shardproof.simulator.migration.progress.MigrationListener;
import dev.shardproof.simulator.migration.progress.MigrationState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down what the migrator and the faults do, as events and as phases, and calls the judge to the fence. It holds the
 * migrator at the end of a phase, and before the fence, until the faults that are placed there act: most phases are shorter
 * than what has to be measured before a fault. Thread-safe, as both callers need.
 */
public final class MigrationJournal implements MigrationListener, FaultListener {

    /** How long the migrator waits for faults to act at one place. */
    private static final Duration HOLD = Duration.ofSeconds(45);

    /** Before these a phase ends that faults can be placed in. After the cut-over nobody waits: writes are fenced. */
    private static final Set<MigrationState> HELD_BEFORE = EnumSet.of(
            MigrationState.PREPARING, MigrationState.COPYING, MigrationState.CATCHING_UP, MigrationState.CUTTING_OVER);

    private final String migrationId;
    private final EventLog events;
    private final PhaseTimeline timeline;
    private final FenceObserver judge;
    private volatile Optional<FaultConductor> conductor = Optional.empty();

    /** Takes its evidence while the fence is up. */
    interface FenceObserver {
        /** The targets catch up: connect, so that no time is lost later. */
        void approaching();

        /** The fence is up and everything has been applied. */
        void fenced() throws InterruptedException;

        /** The way back begins: connect, so that no time is lost later. Throws nothing, for nothing may stop the way back. */
        void rollingBack() throws InterruptedException;

        /** The fence of the way back is up and everything has been applied. Throws nothing either. */
        void fencedBack() throws InterruptedException;

        /** The migration is given up, and will be undone next. Throws nothing either. */
        void undoing() throws InterruptedException;
    }

    public MigrationJournal(String migrationId, EventLog events, PhaseTimeline timeline, FenceObserver judge) {
        this.migrationId = migrationId;
        this.events = events;
        this.timeline = timeline;
        this.judge = judge;
    }

    /** Holds the migrator for these faults from now on. */
    public void holdFor(FaultConductor faults) {
        conductor = Optional.of(faults);
    }

    @Override
    public void entered(MigrationState state) {
        if (HELD_BEFORE.contains(state)) {
            awaitFaults();
        }
        timeline.enter(state.label());
        write("migration_" + state.name().toLowerCase(Locale.ROOT), Map.of());
        if (state == MigrationState.CUTTING_OVER) {
            awaitFaults();
        }
        if (state == MigrationState.CATCHING_UP) {
            judge.approaching();
        } else if (state == MigrationState.ROLLING_BACK) {
            prepareForTheWayBack();
        }
    }

    private void prepareForTheWayBack() {
        try {
            judge.rollingBack();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The migrator's next wait tells it.
        }
    }

    /** Returns when the faults act whose place has come; at once where there are none. */
    private void awaitFaults() {
        try {
            if (conductor.isPresent() && !conductor.get().awaitActing(HOLD)) {
                write("fault_awaited_in_vain", Map.of());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The migrator's next wait tells it.
        }
    }

    @Override
    public void fenced() throws InterruptedException {
        judge.fenced();
        write("judge_snapshots_taken", Map.of());
    }

    @Override
    public void fencedBack() throws InterruptedException {
        judge.fencedBack();
        write("judge_looked_at_the_way_back", Map.of());
    }

    @Override
    public void undoing() throws InterruptedException {
        judge.undoing();
        write("judge_looked_before_the_undoing", Map.of());
    }

    @Override
    public void happened(MigrationEvent event) {
        var line = dev.shardproof.reports.run.log.MigrationEvent.of(migrationId, event.event());
        event.source().ifPresent(shard -> line.source(shard.name()));
        event.target().ifPresent(shard -> line.target(shard.name()));
        event.range()
                .ifPresent(range -> line.keyRange(
                        range.start().isPresent() ? Long.toString(range.start().getAsLong()) : "",
                        range.end().isPresent() ? Long.toString(range.end().getAsLong()) : ""));
        if (event.rows() >= 0) {
            line.records(event.rows());
        }
        if (event.bytes() >= 0) {
            line.bytes(event.bytes());
        }
        event.took().ifPresent(line::took);
        if (!event.checksum().isEmpty()) {
            line.checksum(event.checksum());
        }
        event.details().forEach(line::detail);
        events.append(line.build());
    }

    @Override
    public void injected(PlacedFault fault, Instant at) {
        write("fault_injected", Map.of("fault", fault.fault().name()));
    }

    @Override
    public void healed(PlacedFault fault, Instant at) {
        write("fault_healed", Map.of("fault", fault.fault().name()));
    }

    @Override
    public void judged(FaultRecord fault) {
        write(
                "fault_judged",
                Map.of(
                        "fault",
                        fault.placed().fault().name(),
                        "outcome",
                        fault.outcome().name()));
    }

    /** Something that people should look at. */
    public void warn(String event, String message, Map<String, String> details) {
        var line = dev.shardproof.reports.run.log.MigrationEvent.of(migrationId, event)
                .level(dev.shardproof.reports.run.log.MigrationEvent.Level.WARN)
                .message(message);
        details.forEach(line::detail);
        events.append(line.build());
    }

    void write(String event, Map<String, String> details) {
        var line = dev.shardproof.reports.run.log.MigrationEvent.of(migrationId, event);
        details.forEach(line::detail);
        events.append(line.build());
    }
}
