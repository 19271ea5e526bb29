package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fault from its baseline to its verdict. {@link #run()} occupies a thread until its effects were measured after the
 * healing; {@link #heal()} comes from another one and never waits for a measurement. Thread-safe.
 */
final class FaultRun {

    private static final Logger LOG = LoggerFactory.getLogger(FaultRun.class);

    private final PlacedFault placed;
    private final FaultFamily family;
    private final ProofPlan plan;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final FaultListener listener;

    /** Set before the monitor is entered, so that a sample which it overtakes does not count. */
    private volatile boolean healRequested;

    private final CountDownLatch injectedTold = new CountDownLatch(1);

    private boolean healTried;

    private ActiveFault active;
    private Instant started;
    private Instant ended;
    private String problem;
    private FaultProof proof = new FaultProof(List.of());

    FaultRun(
            PlacedFault placed,
            FaultFamily family,
            ProofPlan plan,
            InstantSource clock,
            LongSupplier nanoTime,
            FaultListener listener) {
        this.placed = placed;
        this.family = family;
        this.plan = plan;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    /**
     * Measures, injects, measures until somebody heals, measures.
     *
     * @param onInjected told when the fault acts
     */
    void run(Runnable onInjected) {
        try {
            prepare();
            if (inject()) {
                onInjected.run();
                tell(() -> listener.injected(placed, started));
                injectedTold.countDown();
                measureDuring();
                if (awaitHealing()) {
                    measureAfter();
                }
            }
        } catch (FaultException e) {
            setProblem(e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("{}: {}", placed.fault().name(), e.toString(), e);
            setProblem("internal error: " + e);
        } finally {
            closeProbes();
            // Also where something broke on the way: nobody may wait for this thread in vain.
            injectedTold.countDown();
            tell(() -> listener.judged(record()));
        }
    }

    private synchronized boolean inject() {
        if (healRequested) {
            problem = "the run ended before it was injected";
            return false;
        }
        try {
            // Twice: a watchdog's healing must not come while we still measure whether our own has worked.
            active = family.inject(
                    placed.fault(), placed.duration().plus(plan.healLimit().multipliedBy(2)));
            started = clock.instant();
            return true;
        } catch (RuntimeException e) {
            problem = e.getMessage();
            return false;
        }
    }

    private void prepare() {
        FaultProof prepared = new FaultProof(family.measures(placed.fault()));
        synchronized (this) {
            proof = prepared;
        }
        prepared.before(plan.samples());
    }

    private synchronized FaultProof proof() {
        return proof;
    }

    private void closeProbes() {
        try {
            proof().close();
        } catch (RuntimeException e) {
            LOG.warn("a probe of {} was not closed", placed.fault().name(), e);
        }
    }

    private void measureDuring() {
        while (!healRequested) {
            proof().during(() -> healRequested);
            pauseUnlessHealing();
        }
    }

    /** Again and again, until nothing of the effect remains or the time is up. */
    private void measureAfter() {
        long deadline = nanoTime.getAsLong() + plan.healLimit().toNanos();
        proof().after(plan.samples());
        while (!record().faded() && nanoTime.getAsLong() - deadline < 0) {
            pause();
            proof().after(plan.samples());
        }
    }

    /**
     * Heals the fault if it acts, and keeps it from acting if it does not yet. Idempotent.
     *
     * @throws FaultException if it could not be healed; calling again tries again
     */
    void heal() {
        healRequested = true;
        try {
            if (closeActive()) {
                // Healed already, but told in order: first injected, then healed, then judged.
                injectedTold.await();
                tell(() -> listener.healed(placed, ended));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            healingIsOver();
        }
    }

    /** Whether this call has healed it. */
    private synchronized boolean closeActive() {
        if (active == null || ended != null) {
            return false;
        }
        try {
            active.close();
            ended = clock.instant();
            problem = null;
            return true;
        } catch (RuntimeException e) {
            problem = e.getMessage();
            throw e;
        }
    }

    private synchronized void healingIsOver() {
        healTried = true;
        notifyAll();
    }

    synchronized FaultRecord record() {
        return new FaultRecord(
                placed,
                Optional.ofNullable(started),
                Optional.ofNullable(ended),
                proof.effects(),
                Optional.ofNullable(problem));
    }

    /** Waits until the healing that was requested is over; whether it succeeded. */
    private synchronized boolean awaitHealing() {
        while (!healTried) {
            pause();
        }
        return ended != null;
    }

    private synchronized void setProblem(String value) {
        problem = value;
    }

    private synchronized void pauseUnlessHealing() {
        if (!healRequested) {
            pause();
        }
    }

    private synchronized void pause() {
        try {
            wait(plan.pause().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while %s acted".formatted(placed.fault().name()), e);
        }
    }

    private void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.warn("the listener failed for {}", placed.fault().name(), e);
        }
    }
}
