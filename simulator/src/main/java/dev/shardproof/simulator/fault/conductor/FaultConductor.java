package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Injects placed faults when their place comes, proves that they bite, heals them when their time is over, and heals all
 * that still act when it is closed, whatever happened. Works in daemon threads of its own: {@link #observe} never waits.
 * Thread-safe.
 *
 * <p>What a fault changes is measured just before it is injected. Faults on one shard that overlap in time therefore blur each
 * other's proof.
 */
public final class FaultConductor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FaultConductor.class);
    private static final long TICK_MILLIS = 20;
    private static final String PLACE_NEVER_CAME = "its place (%s) was never observed";

    private final List<PlacedFault> faults;
    private final FaultFamily family;
    private final ProofPlan plan;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final FaultListener listener;
    private final ExecutorService workers = Executors.newCachedThreadPool(daemons("fault"));
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(daemons("fault ticker"));

    /** The next three are guarded by this. */
    private final FaultSchedule schedule;

    private final FaultRun[] runs;
    private boolean closed;
    private String phase;
    private double progress;

    /**
     * Waits for the places of {@code faults}; all threads are daemons.
     *
     * @param family injects and measures them; see {@link dev.shardproof.simulator.fault.FaultFamilies}
     * @param clock dates the records
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public FaultConductor(
            List<PlacedFault> faults,
            FaultFamily family,
            ProofPlan plan,
            InstantSource clock,
            LongSupplier nanoTime,
            FaultListener listener) {
        this.faults = List.copyOf(faults);
        this.family = Objects.requireNonNull(family, "family is null");
        this.plan = Objects.requireNonNull(plan, "plan is null");
        this.clock = Objects.requireNonNull(clock, "clock is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.listener = Objects.requireNonNull(listener, "listener is null");
        this.schedule = new FaultSchedule(this.faults);
        this.runs = new FaultRun[this.faults.size()];
        ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Tells where the migration is; to be called at every change of phase and progress. Never waits, never throws for a
     * fault that fails.
     *
     * @param newPhase the name of the phase
     * @param newProgress how much of it is done, 0 to 1
     */
    public synchronized void observe(String newPhase, double newProgress) {
        phase = Objects.requireNonNull(newPhase, "newPhase is null");
        progress = newProgress;
        tick();
    }

    private synchronized void tick() {
        if (closed) {
            return;
        }
        long now = nanoTime.getAsLong();
        List<FaultSchedule.Action> actions =
                phase == null ? schedule.elapse(now) : schedule.observe(phase, progress, now);
        for (FaultSchedule.Action action : actions) {
            if (action.kind() == FaultSchedule.ActionKind.INJECT) {
                start(action.index());
            } else {
                FaultRun run = runs[action.index()];
                workers.execute(() -> healLogged(run));
            }
        }
    }

    private void start(int index) {
        PlacedFault placed = faults.get(index);
        FaultRun run = new FaultRun(placed, family, plan, clock, nanoTime, listener);
        runs[index] = run;
        workers.execute(() -> run.run(() -> injected(index)));
    }

    private synchronized void injected(int index) {
        schedule.injected(index, nanoTime.getAsLong());
    }

    /** A failure is kept in the record, and close() tries again. */
    private static void healLogged(FaultRun run) {
        try {
            run.heal();
        } catch (RuntimeException e) {
            LOG.warn("{}", e.getMessage(), e);
        }
    }

    /** What became of the faults so far, in their order; final once the conductor is closed. */
    public List<FaultRecord> records() {
        FaultRun[] snapshot;
        synchronized (this) {
            snapshot = runs.clone();
        }
        List<FaultRecord> records = new ArrayList<>();
        for (int i = 0; i < snapshot.length; i++) {
            PlacedFault placed = faults.get(i);
            records.add(
                    snapshot[i] == null
                            ? FaultRecord.notInjected(placed, PLACE_NEVER_CAME.formatted(placed.placement()))
                            : snapshot[i].record());
        }
        return records;
    }

    /**
     * Heals everything at once, then waits until their effects were measured: {@link ProofPlan#healLimit()} and the patience
     * of a few probes at most. Idempotent.
     *
     * @throws FaultException if a fault could not be healed, after a second try; the message names it. Closing again tries
     *     again
     */
    @Override
    public void close() {
        List<FaultRun> started = stopInjecting();
        RuntimeException failure = null;
        for (FaultRun run : started) {
            try {
                healLogged(run);
                run.heal();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        awaitMeasurements();
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized List<FaultRun> stopInjecting() {
        closed = true;
        ticker.shutdownNow();
        List<FaultRun> started = new ArrayList<>();
        for (FaultRun run : runs) {
            if (run != null) {
                started.add(run);
            }
        }
        return started;
    }

    private void awaitMeasurements() {
        workers.shutdown();
        try {
            // Each probe has a time limit of its own, so this ends; the limit here is for a probe that breaks its word.
            if (!workers.awaitTermination(plan.healLimit().toSeconds() + 120, TimeUnit.SECONDS)) {
                LOG.warn("a fault's effect is still being measured; its record stays without a result");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
