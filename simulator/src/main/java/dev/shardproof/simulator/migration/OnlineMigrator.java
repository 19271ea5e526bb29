package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationAbortedException;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.migration.progress.MigrationEvent;
import dev.shardproof.simulator.migration.progress.MigrationListener;
import dev.shardproof.simulator.migration.progress.MigrationProgress;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.simulator.migration.progress.MigrationSummary;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Performs a reshard plan while the application goes on: copy inside the slots' snapshots, catch up by logical
 * replication, fence writes, apply the rest, switch routing by compare-and-set, follow back by reverse replication.
 *
 * <p>{@link #migrate()} ends in {@link MigrationState#SWITCHED}, or it throws and everything is as before
 * ({@link MigrationState#ABORTED}). If the routing authority does not tell whether it has switched, it throws and
 * leaves everything where it is, fences included ({@link MigrationState#CUTTING_OVER}): taking back a switch that has
 * happened would lose rows. Then exactly one of {@link #cleanUp()}, once a judge has passed, {@link #leaveSources()}, if
 * it has not, or {@link #rollBack()}.
 *
 * <p>One thread drives it; {@link #progress()} may be called from any thread.
 */
public final class OnlineMigrator {

    private static final Duration LAG_POLL = Duration.ofMillis(100);
    private static final Duration REVERSE_TIMEOUT = Duration.ofSeconds(30);

    private final Topology before;
    private final Topology after;
    private final List<MoveStream> streams;
    private final RoutingSwitch routing;
    private final MigrationPorts ports;
    private final MigrationSettings settings;
    private final MigrationListener listener;
    private final MigrationControl control;
    private final SnapshotCopy copy;
    private final ReplicationLinks forward;
    private final ReplicationLinks reverse;
    private volatile MigrationState state = MigrationState.PLANNED;
    private volatile long lagBytes = -1;
    private Optional<Duration> writePause = Optional.empty();
    private long lagAtFence = -1;
    private boolean reverseReady;
    private long rowsRemoved = -1;

    /**
     * @param before the topology now, as the authority has it
     * @param plan what is to move; not empty
     * @param authority where the switch happens
     * @param ports the doors to shards, links and time
     * @param settings how to go about it
     * @param listener who follows
     */
    public OnlineMigrator(
            Topology before,
            ReshardPlan plan,
            RoutingAuthority authority,
            MigrationPorts ports,
            MigrationSettings settings,
            MigrationListener listener) {
        if (plan.isEmpty()) {
            throw new IllegalArgumentException("the plan is empty: nothing would move");
        }
        this.before = Objects.requireNonNull(before, "before is null");
        this.after = before.apply(plan);
        this.streams = MoveStream.of(plan);
        this.ports = Objects.requireNonNull(ports, "ports is null");
        this.routing = new RoutingSwitch(Objects.requireNonNull(authority, "authority is null"), ports.clock());
        this.settings = Objects.requireNonNull(settings, "settings is null");
        this.listener = Objects.requireNonNull(listener, "listener is null");
        this.control = new MigrationControl(settings.throttleBytesPerSecond(), ports.clock());
        this.copy = new SnapshotCopy(streams, ports, control, listener);
        this.forward = new ReplicationLinks(streams, ports::forward, ports.clock(), control::requireWanted);
        this.reverse = new ReplicationLinks(streams, ports::reverse, ports.clock(), () -> {});
    }

    /** What moves from where to where. */
    public List<MoveStream> streams() {
        return streams;
    }

    /** An operator's levers, for any thread. */
    public MigrationControl control() {
        return control;
    }

    /** How far it is. */
    public MigrationProgress progress() {
        return new MigrationProgress(state, copy.share(), copy.rows(), copy.bytes(), lagBytes);
    }

    /** What it came to, so far. */
    public MigrationSummary summary() {
        return new MigrationSummary(state, copy.summaries(), writePause, lagAtFence, reverseReady, rowsRemoved);
    }

    /**
     * Goes from {@link MigrationState#PLANNED} to {@link MigrationState#SWITCHED}.
     *
     * @throws MigrationException if a step failed; if nothing was switched yet, all is as before
     * @throws InterruptedException if the calling thread was interrupted; likewise
     */
    public MigrationSummary migrate() throws InterruptedException {
        try {
            prepare();
            enter(MigrationState.COPYING);
            copy.run();
            catchUp();
            cutOver();
            followBack();
            return summary();
        } catch (InterruptedException | RuntimeException e) {
            if (state.abortable() && !routing.inDoubt()) {
                abort(e);
            }
            throw e;
        }
    }

    /**
     * Waits until the sources have applied everything that the targets have committed. Meaningful after the switch.
     *
     * @throws MigrationException if that takes longer than {@code timeout}
     */
    public void awaitReverse(Duration timeout) throws InterruptedException {
        reverse.awaitMarkers(timeout, "the way back");
    }

    /** Removes the moved rows from the sources and every trace of the replication. There is no way back then. */
    public MigrationSummary cleanUp() throws InterruptedException {
        enter(MigrationState.CLEANING_UP);
        dropReplication();
        long removed = 0;
        for (Map.Entry<ShardId, List<KeyRange>> source :
                ShardRanges.given(streams).entrySet()) {
            long rows = ports.shard(source.getKey()).deleteRows(source.getValue());
            removed += rows;
            listener.happened(MigrationEvent.of(
                    "source_cleaned",
                    Map.of("source_shard", source.getKey().name(), "rows_removed", Long.toString(rows))));
        }
        rowsRemoved = removed;
        restoreShards();
        enter(MigrationState.COMPLETED);
        return summary();
    }

    /** Removes every trace of the replication and leaves the moved rows where they are, as evidence. */
    public void leaveSources() {
        dropReplication();
        restoreShards();
    }

    /**
     * Gives the moved ranges back to their sources, which have followed the targets since the switch; what clients have
     * written meanwhile goes with them. Only after {@link #migrate()} has ended well, instead of cleaning up.
     *
     * @throws MigrationException if the sources do not catch up behind the fence in time, or the routing does not change:
     *     then the targets still own the ranges ({@link MigrationState#SWITCHED})
     */
    public MigrationSummary rollBack() throws InterruptedException {
        enter(MigrationState.ROLLING_BACK);
        Topology back = new Topology(after.epoch() + 1, before.strategy(), before.owners());
        try {
            wayBack().change(after, back);
        } catch (InterruptedException | RuntimeException e) {
            if (!routing.inDoubt()) {
                enter(MigrationState.SWITCHED);
            }
            throw e;
        }
        listener.happened(MigrationEvent.of("routing_switched_back", Map.of("epoch", Long.toString(back.epoch()))));
        enter(MigrationState.ROLLED_BACK);
        return summary();
    }

    /**
     * Removes the rows that have moved back from the targets, and every trace of the replication. To be called after {@link
     * #rollBack()}, once no client can route by the topology before any more: until then the targets must have the rows, for
     * their fence refuses a write to a row, and nobody refuses an UPDATE that finds none.
     */
    public MigrationSummary cleanUpTargets() {
        if (state != MigrationState.ROLLED_BACK) {
            throw new IllegalStateException("a migration that is %s has no targets to clean up".formatted(state));
        }
        long removed = wayBack().cleanUp();
        listener.happened(MigrationEvent.of("targets_cleaned", Map.of("rows_removed", Long.toString(removed))));
        restoreShards();
        return summary();
    }

    private SwitchBack wayBack() {
        return new SwitchBack(streams, ports, reverse, routing, settings.fenceTimeout(), listener);
    }

    private void prepare() throws InterruptedException {
        enter(MigrationState.PREPARING);
        for (ShardId shard : ShardRanges.shards(streams)) {
            ports.shard(shard).prepare();
        }
        for (MoveStream stream : streams) {
            control.pass();
            forward.open(stream);
            listener.happened(MigrationEvent.of("stream_opened", stream, Map.of()));
        }
    }

    private void catchUp() throws InterruptedException {
        enter(MigrationState.CATCHING_UP);
        if (settings.defect() != Defect.SKIP_CATCH_UP) {
            streams.forEach(forward::start);
            awaitLagGate();
        }
        for (MoveStream stream : streams) {
            reverse.open(stream);
            reverse.start(stream);
        }
    }

    private void awaitLagGate() throws InterruptedException {
        long deadline = ports.clock().nanoTime() + settings.catchUpTimeout().toNanos();
        while (true) {
            deadline += control.pass();
            long begin = ports.clock().nanoTime();
            forward.awaitMarkers(Duration.ofNanos(deadline - begin), "catching up");
            Duration delay = Duration.ofNanos(ports.clock().nanoTime() - begin);
            lagBytes = forward.lagBytes();
            listener.happened(MigrationEvent.of(
                    "lag_measured",
                    Map.of("lag_bytes", Long.toString(lagBytes), "marker_ms", Long.toString(delay.toMillis()))));
            if (settings.lagGate().open(lagBytes, delay)) {
                return;
            }
            if (ports.clock().nanoTime() > deadline) {
                throw new MigrationException(("catching up: after %d ms the targets were still too far behind to cut"
                                + " over: %d bytes of log unconfirmed and %d ms for a marker, at most %d bytes and %d ms"
                                + " are allowed; the load or a fault outruns the replication, or allow more lag or time")
                        .formatted(
                                settings.catchUpTimeout().toMillis(),
                                lagBytes,
                                delay.toMillis(),
                                settings.lagGate().maxLagBytes(),
                                settings.lagGate().maxMarkerDelay().toMillis()));
            }
            ports.clock().sleep(LAG_POLL);
        }
    }

    private void cutOver() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            control.pass();
            enter(MigrationState.CUTTING_OVER);
            try {
                fenceAndSwitch();
                return;
            } catch (MigrationAbortedException e) {
                throw e;
            } catch (MigrationException e) {
                if (isFinal(attempt)) {
                    throw e;
                }
                lowerFences();
                listener.happened(MigrationEvent.of(
                        "cut_over_postponed",
                        Map.of("attempt", Integer.toString(attempt), "reason", String.valueOf(e.getMessage()))));
                enter(MigrationState.CATCHING_UP);
                if (settings.defect() != Defect.SKIP_CATCH_UP) {
                    awaitLagGate();
                }
            }
        }
    }

    private void fenceAndSwitch() throws InterruptedException {
        lagAtFence = settings.defect() == Defect.SKIP_CATCH_UP ? -1 : forward.lagBytes();
        long begin = ports.clock().nanoTime();
        for (Map.Entry<ShardId, List<KeyRange>> source :
                ShardRanges.given(streams).entrySet()) {
            ports.shard(source.getKey()).raiseFence(source.getValue(), settings.fenceTimeout());
        }
        listener.happened(MigrationEvent.of("writes_fenced", Map.of()));
        if (settings.defect() != Defect.SKIP_CATCH_UP) {
            forward.awaitMarkers(settings.fenceTimeout(), "the last changes before the fence");
        }
        if (settings.defect() != Defect.NONE && settings.defect() != Defect.SKIP_CATCH_UP) {
            ports.plant(settings.defect(), streams.get(0));
        }
        listener.fenced();
        for (MoveStream stream : streams) {
            ports.shard(stream.target()).advanceSequences(List.of(stream.source()));
        }
        control.requireWanted(); // the last moment
        routing.change(before.epoch(), after);
        enter(MigrationState.SWITCHED);
        Duration pause = Duration.ofNanos(ports.clock().nanoTime() - begin);
        writePause = Optional.of(pause);
        listener.happened(MigrationEvent.of(
                "routing_switched",
                Map.of("epoch", Long.toString(after.epoch()), "write_pause_ms", Long.toString(pause.toMillis()))));
    }

    /** Whether a cut-over that failed is not tried again. */
    private boolean isFinal(int attempt) {
        return state != MigrationState.CUTTING_OVER
                || routing.inDoubt()
                || control.abortReason().isPresent()
                || attempt >= settings.cutOverAttempts();
    }

    private void followBack() throws InterruptedException {
        forward.dropAll();
        awaitReverse(REVERSE_TIMEOUT);
        reverseReady = true;
        listener.happened(MigrationEvent.of("reverse_replication_ready", Map.of()));
    }

    /** What goes wrong with it is added to the cause. */
    private void abort(Exception cause) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!interrupted && !(cause instanceof InterruptedException)) {
                listener.undoing(); // Somebody who ends the run wants no evidence of it.
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        new Undoing(streams, ports, copy, forward, reverse).run(cause);
        try {
            enter(MigrationState.ABORTED);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void dropReplication() {
        forward.dropAll();
        reverse.dropAll();
    }

    private void lowerFences() {
        ShardRanges.given(streams)
                .keySet()
                .forEach(source -> ports.shard(source).lowerFence());
    }

    private void restoreShards() {
        ShardRanges.shards(streams).forEach(shard -> ports.shard(shard).restore());
    }

    private void enter(MigrationState next) {
        state = state.to(next);
        listener.entered(next);
    }
}
