package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import java.time.Duration;
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
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Injects placed faults when their place comes, proves that they bite, heals them when their time is over, and heals all
 * that still act when it is closed, whatever happened. A healing that fails is tried again each second. Works in daemon
 * threads of its own: {@link #observe} never waits. Thread-safe.
 *
 * <p>What a fault changes is measured just before it is injected. Faults on one shard that overlap in time therefore blur each
 * other's proof.
 */
public final class FaultConductor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FaultConductor.class);
    private static final long TICK_MILLIS = 20;
    private static final int HEALING_PASSES = 2;
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
        for (FaultRun run : runs) {
            if (run != null) {
                run.observe(phase);
            }
        }
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
                workers.execute(() -> healScheduled(action.index()));
            }
        }
    }

    private void start(int index) {
        PlacedFault placed = faults.get(index);
        FaultRun run = new FaultRun(placed, family, plan, clock, nanoTime, listener);
        runs[index] = run;
        workers.execute(() -> run.run(new FaultRun.Injection() {
            @Override
            public void done() {
                injected(index);
            }

            @Override
            public void leftInPart() {
                left(index);
            }
        }));
    }

    private synchronized void injected(int index) {
        schedule.injected(index, nanoTime.getAsLong());
        runs[index].observe(phase);
    }

    private synchronized void left(int index) {
        schedule.leftInPart(index, nanoTime.getAsLong());
    }

    /** A failure is kept in the record, and tried again: by the schedule, and in the end by close(). */
    private void healScheduled(int index) {
        FaultRun run = run(index);
        try {
            run.heal();
        } catch (RuntimeException e) {
            LOG.warn("{}", e.getMessage(), e);
            if (!triedAgain(index)) {
                run.giveUp();
            }
        }
    }

    private synchronized FaultRun run(int index) {
        return runs[index];
    }

    private synchronized boolean triedAgain(int index) {
        return schedule.healingFailed(index, nanoTime.getAsLong());
    }

    /**
     * Waits until each fault whose place was observed acts and was looked at once, or will not act any more. Whoever calls
     * this before a phase ends gives the faults that are placed in it the time to act in it.
     *
     * @return whether that came true within {@code limit}
     */
    public boolean awaitActing(Duration limit) throws InterruptedException {
        return await(FaultRun::isComing, limit).isEmpty();
    }

    /**
     * Waits until no fault that was begun acts any more, nor will.
     *
     * @return the names of those that still do after {@code limit}
     */
    public List<String> awaitHealed(Duration limit) throws InterruptedException {
        return await(FaultRun::isUnderWay, limit);
    }

    private synchronized List<String> await(Predicate<FaultRun> pending, Duration limit) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + limit.toNanos();
        List<String> names = names(pending);
        while (!names.isEmpty() && !closed && nanoTime.getAsLong() - deadline < 0) {
            wait(TICK_MILLIS);
            names = names(pending);
        }
        return names;
    }

    private List<String> names(Predicate<FaultRun> pending) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < runs.length; i++) {
            if (runs[i] != null && pending.test(runs[i])) {
                names.add(faults.get(i).fault().name());
            }
        }
        return names;
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
     * of a few probes at most. What can not be healed is tried again after all others, since one fault may stand in the way
     * of another's healing. Closing again does nothing.
     *
     * @throws FaultException if a fault could not be healed even then; the message names it
     */
    @Override
    public void close() {
        List<FaultRun> left = stopInjecting();
        RuntimeException failure = null;
        for (int pass = 1; pass <= HEALING_PASSES && !left.isEmpty(); pass++) {
            failure = null;
            List<FaultRun> unhealed = new ArrayList<>();
            for (FaultRun run : left) {
                try {
                    run.heal();
                } catch (RuntimeException e) {
                    LOG.warn("{}", e.getMessage(), e);
                    failure = joined(failure, e);
                    unhealed.add(run);
                }
            }
            left = unhealed;
        }
        left.forEach(FaultRun::giveUp);
        awaitMeasurements();
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException joined(RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    /** What was begun; nothing the second time. */
    private synchronized List<FaultRun> stopInjecting() {
        List<FaultRun> started = new ArrayList<>();
        for (FaultRun run : runs) {
            if (run != null && !closed) {
                started.add(run);
            }
        }
        closed = true;
        ticker.shutdownNow();
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
