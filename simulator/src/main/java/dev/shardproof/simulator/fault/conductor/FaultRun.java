package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.PartlyInjectedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fault from its baseline to its verdict. {@link #run} occupies a thread until its effects were measured after the
 * healing, or the healing was given up; {@link #heal()} comes from another one and never waits for a measurement. Nothing
 * else waits for an injection or a healing. Thread-safe.
 */
final class FaultRun {

    private static final Logger LOG = LoggerFactory.getLogger(FaultRun.class);

    private final PlacedFault placed;
    private final FaultFamily family;
    private final ProofPlan plan;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final FaultListener listener;

    /** Held while it is injected or healed, which takes its time; what is known of it is guarded by this. */
    private final Object hands = new Object();

    /** Set before the hands are asked for, so that a sample which it overtakes does not count. */
    private volatile boolean healRequested;

    private final CountDownLatch injectedTold = new CountDownLatch(1);
    private final Set<String> phases = new LinkedHashSet<>();

    private ActiveFault active;
    private boolean whole;
    private boolean sampled;
    private boolean healed;
    private boolean givenUp;
    private boolean over;
    private Instant started;
    private Instant ended;
    private String problem;
    private String healingProblem;
    private FaultProof proof = new FaultProof(List.of());

    /** Hears how the injection ended, before anybody else; nothing if nothing of the fault acts. */
    interface Injection {
        /** The fault acts. */
        void done();

        /** A part of it acts that could not be taken back; it is to be healed. */
        void leftInPart();
    }

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

    /** Measures, injects, measures until somebody heals, measures. */
    void run(Injection injection) {
        try {
            prepare();
            if (inject(injection)) {
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
            end();
            tell(() -> listener.judged(record()));
        }
    }

    /** Whether the whole fault acts. */
    private boolean inject(Injection injection) {
        synchronized (hands) {
            if (healRequested) {
                setProblem("the run ended before it was injected");
                return false;
            }
            try {
                // Twice: a watchdog's healing must not come while we still measure whether our own has worked.
                acts(
                        family.inject(
                                placed.fault(),
                                placed.duration().plus(plan.healLimit().multipliedBy(2))),
                        true);
            } catch (PartlyInjectedException e) {
                setProblem(e.getMessage());
                acts(e.left(), false);
                injection.leftInPart();
                return false;
            } catch (RuntimeException e) {
                setProblem(String.valueOf(e.getMessage()));
                return false;
            }
        }
        injection.done();
        return true;
    }

    private synchronized void acts(ActiveFault fault, boolean wholly) {
        active = fault;
        whole = wholly;
        started = clock.instant();
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
        if (!closeActive()) {
            return;
        }
        try {
            // Healed already, but told in order: first injected, then healed, then judged.
            injectedTold.await();
            tell(() -> listener.healed(placed, ended));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            setHealed();
        }
    }

    /** Whether this call has healed it, and it was there as a whole. */
    private boolean closeActive() {
        synchronized (hands) {
            ActiveFault toHeal = toHeal();
            if (toHeal == null) {
                return false;
            }
            try {
                toHeal.close();
            } catch (RuntimeException e) {
                setHealingProblem(String.valueOf(e.getMessage()));
                throw e;
            }
            return closed();
        }
    }

    private synchronized ActiveFault toHeal() {
        return ended == null && !healed ? active : null;
    }

    private synchronized boolean closed() {
        healingProblem = null;
        if (whole) {
            ended = clock.instant();
        } else {
            started = null; // What acted of it was not the fault.
            phases.clear();
            healed = true;
        }
        return whole;
    }

    private synchronized void setHealed() {
        healed = true;
        notifyAll();
    }

    /** Nobody will try to heal it again: nobody may wait for that. */
    synchronized void giveUp() {
        givenUp = true;
        notifyAll();
    }

    private synchronized void end() {
        over = true;
    }

    /** Tells which phase the run is in. */
    synchronized void observe(String phase) {
        if (started != null && ended == null) {
            phases.add(phase);
        }
    }

    /** Whether it is still to act, or acts and was not looked at yet. */
    synchronized boolean isComing() {
        return !sampled && !over && !healRequested;
    }

    /** Whether it is being prepared, or acts, or is to be healed. */
    synchronized boolean isUnderWay() {
        return active == null ? !over : ended == null && !healed && !givenUp;
    }

    synchronized FaultRecord record() {
        String problems = Stream.of(problem, healingProblem)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("; "));
        return new FaultRecord(
                placed,
                Optional.ofNullable(started),
                Optional.ofNullable(ended),
                List.copyOf(phases),
                proof.effects(),
                Optional.of(problems).filter(text -> !text.isEmpty()));
    }

    /** Waits until it is healed, and that was told, or was given up; whether it is healed. */
    private synchronized boolean awaitHealing() {
        while (!healed && !givenUp) {
            pause();
        }
        return healed;
    }

    private synchronized void setProblem(String value) {
        problem = value;
    }

    private synchronized void setHealingProblem(String value) {
        healingProblem = value;
    }

    private synchronized void pauseUnlessHealing() {
        sampled = true;
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
