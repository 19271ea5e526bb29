package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.run.EventLog;
import dev.shardproof.simulator.fault.conductor.FaultListener;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.migration.MigrationEvent;
import dev.shardproof.simulator.migration.MigrationListener;
import dev.shardproof.simulator.migration.MigrationState;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * Writes down what the migrator and the faults do, as events and as phases, and calls the judge to the fence.
 * Thread-safe, as both callers need.
 */
final class MigrationJournal implements MigrationListener, FaultListener {

    private final String migrationId;
    private final EventLog events;
    private final PhaseTimeline timeline;
    private final FenceObserver judge;

    /** Takes its evidence while the fence is up. */
    interface FenceObserver {
        /** The targets catch up: connect, so that no time is lost later. */
        void approaching();

        /** The fence is up and everything has been applied. */
        void fenced() throws InterruptedException;
    }

    MigrationJournal(String migrationId, EventLog events, PhaseTimeline timeline, FenceObserver judge) {
        this.migrationId = migrationId;
        this.events = events;
        this.timeline = timeline;
        this.judge = judge;
    }

    @Override
    public void entered(MigrationState state) {
        timeline.enter(state.label());
        write("migration_" + state.name().toLowerCase(Locale.ROOT), Map.of());
        if (state == MigrationState.CATCHING_UP) {
            judge.approaching();
        }
    }

    @Override
    public void fenced() throws InterruptedException {
        judge.fenced();
        write("judge_snapshots_taken", Map.of());
    }

    @Override
    public void happened(MigrationEvent event) {
        var line = dev.shardproof.reports.run.MigrationEvent.of(migrationId, event.event());
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
    void warn(String event, String message, Map<String, String> details) {
        var line = dev.shardproof.reports.run.MigrationEvent.of(migrationId, event)
                .level(dev.shardproof.reports.run.MigrationEvent.Level.WARN)
                .message(message);
        details.forEach(line::detail);
        events.append(line.build());
    }

    void write(String event, Map<String, String> details) {
        var line = dev.shardproof.reports.run.MigrationEvent.of(migrationId, event);
        details.forEach(line::detail);
        events.append(line.build());
    }
}
