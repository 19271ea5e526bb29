package dev.shardproof.scenarios.runner.guard;

import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.simulator.migration.MigrationControl;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.verifier.guard.Decision;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardAction;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.GuardStatus;
import dev.shardproof.verifier.guard.GuardWatch;
import dev.shardproof.verifier.guard.Reading;
import dev.shardproof.verifier.guard.WatchRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The guards of a run: takes readings, decides, and acts on the migration. Before the migration begins nothing is acted
 * on; whether it may begin, {@link #objections} says. After {@link #standDown} nothing is decided any more but what the judge
 * finds. Thread-safe.
 */
public final class GuardDuty {

    /** A migration that is paused keeps its snapshots and its slots' log: this is as long as that may go on. */
    static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    /** The judge looks once or twice in a run, and nobody misses him in between. */
    private static final WatchRules JUDGES = new WatchRules(
            WatchRules.STANDARD.interval(),
            Duration.ofDays(365),
            WatchRules.STANDARD.calmAfter(),
            WatchRules.STANDARD.firingShare(),
            WatchRules.STANDARD.calmShare());

    private final Map<Guard, GuardLedger> ledgers = new LinkedHashMap<>();
    private final GuardWatch live;
    private final GuardWatch judged;
    private final MigrationControl control;
    private final Supplier<MigrationState> state;
    private final GuardVoice voice;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Set<Guard> pausing = new LinkedHashSet<>();
    private Optional<Guard> givenUp = Optional.empty();
    private Optional<Guard> rollback = Optional.empty();
    private long pausedAt;
    private boolean onDuty;
    private boolean mayAct;
    private boolean judgeHasLooked;

    /**
     * @param guards of the scenario
     * @param control the migration's levers
     * @param state where the migration stands
     * @param voice who is told
     * @param clock the wall clock, for the report
     * @param nanoTime a monotonic clock in nanoseconds, the one of the readings
     */
    GuardDuty(
            List<Guard> guards,
            MigrationControl control,
            Supplier<MigrationState> state,
            GuardVoice voice,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.control = control;
        this.state = state;
        this.voice = voice;
        this.clock = clock;
        this.nanoTime = nanoTime;
        guards.forEach(guard -> ledgers.put(guard, new GuardLedger(guard)));
        long now = nanoTime.getAsLong();
        this.live = new GuardWatch(
                guards.stream().filter(guard -> !isTheJudges(guard)).toList(), WatchRules.STANDARD, now);
        this.judged =
                new GuardWatch(guards.stream().filter(GuardDuty::isTheJudges).toList(), JUDGES, now);
    }

    private static boolean isTheJudges(Guard guard) {
        return guard.condition().metric() == GuardMetric.INCONSISTENCY;
    }

    /** Takes a reading; one of a metric that no guard watches is ignored. */
    public void observe(Reading reading) {
        live.observe(reading);
    }

    /** The guards that do not see now. */
    public List<Guard> blind() {
        return live.blind(nanoTime.getAsLong());
    }

    /** From here on a guard that does not see says so in the report, and every decision is acted on. */
    public synchronized void begin() {
        live.arm(nanoTime.getAsLong());
        onDuty = true;
    }

    /** Nothing is decided any more: the load ends, and with it what the guards look at. */
    public synchronized void standDown() {
        onDuty = false;
        control.resume();
    }

    /** Decides and acts; called about twice a second. */
    public synchronized void look() {
        if (!onDuty) {
            return;
        }
        long now = nanoTime.getAsLong();
        actOnAll(live.decide(now));
        if (!pausing.isEmpty() && now - pausedAt > PAUSE_MAX.toNanos()) {
            Guard guard = pausing.iterator().next();
            pausing.clear();
            giveUp(guard, "it was paused for %d minutes, which is the longest".formatted(PAUSE_MAX.toMinutes()));
        }
    }

    /**
     * Why the migration should not begin: guards that are to do something about it fire without it, or some no longer see.
     * If nothing speaks against it, whatever fires from here on is acted on, for nobody asks again before it begins.
     */
    public synchronized List<String> objections() {
        List<String> objections = new ArrayList<>();
        for (GuardStatus status : live.statuses()) {
            if (status.state() == GuardStatus.State.BLIND) {
                objections.add("guard '%s' has lost its sight before anything is touched".formatted(status.guard()));
            } else if (status.state() == GuardStatus.State.FIRING
                    && status.guard().action() != GuardAction.ALERT) {
                objections.add("guard '%s' fires before anything is touched".formatted(status.guard()));
            }
        }
        mayAct = objections.isEmpty();
        return objections;
    }

    /** Somebody must take the switch back. */
    public synchronized boolean wantsRollback() {
        return rollback.isPresent();
    }

    /** How taking the switch back went. */
    synchronized void rolledBack(Optional<String> failure) {
        GuardLedger ledger = ledgers.get(rollback.orElseThrow());
        ledger.line(failure.map(why -> "the way back failed: " + why).orElse("the sources own the ranges again"));
    }

    /** Whether a guard has told the migration to give up. */
    synchronized boolean hasGivenUp() {
        return givenUp.isPresent();
    }

    /**
     * What the migration came to after it was told to give up: it may have switched in the same moment.
     *
     * @param switched whether it has
     */
    synchronized void migrationEnded(boolean switched) {
        if (switched && givenUp.isPresent()) {
            if (givenUp.get().action() == GuardAction.ROLLBACK) {
                rollback = givenUp;
            } else {
                ledgers.get(givenUp.get()).line("too late, the routing had switched");
            }
        }
    }

    /**
     * What the judge has found in the data.
     *
     * @param inconsistencies how many checks failed
     */
    public synchronized void judged(int inconsistencies) {
        judgeHasLooked = true;
        long now = nanoTime.getAsLong();
        judged.observe(Reading.of(GuardMetric.INCONSISTENCY, now, inconsistencies));
        actOnAll(judged.decide(now));
    }

    /** A decision comes once: that one of them can not be told or done must not cost the others. */
    private void actOnAll(List<Decision> decisions) {
        RuntimeException trouble = null;
        for (Decision decision : decisions) {
            try {
                act(decision);
            } catch (RuntimeException e) {
                trouble = e;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    private void act(Decision decision) {
        Guard guard = decision.guard();
        GuardLedger ledger = ledgers.get(guard);
        String what = switch (decision.kind()) {
            case FIRED -> {
                ledger.fired(clock.instant());
                yield fired(guard, decision);
            }
            case STILL -> guard.action() == GuardAction.THROTTLE ? throttle() : "";
            case CALMED -> calmed(guard);
            case BLINDED -> "";
        };
        if (decision.kind() == Decision.Kind.STILL && what.isEmpty()) {
            return;
        }
        ledger.line(what.isEmpty() ? decision.reason() : decision.reason() + ": " + what);
        voice.say(decision, what);
    }

    private String fired(Guard guard, Decision decision) {
        if (!mayAct && state.get() == MigrationState.PLANNED) {
            return "the migration has not begun";
        }
        return switch (guard.action()) {
            case ALERT -> "";
            case THROTTLE -> throttle();
            case PAUSE -> pause(guard);
            case ABORT, ROLLBACK -> giveUp(guard, decision.reason());
        };
    }

    private String throttle() {
        if (state.get() != MigrationState.COPYING) {
            return "there is no copy to slow down";
        }
        OptionalLong pace = control.slowDown();
        return pace.isPresent()
                ? "the copy goes on at %,d KB/s at most".formatted(pace.getAsLong() / 1_000)
                : "the copy is as slow as it gets";
    }

    private String pause(Guard guard) {
        if (!state.get().abortable() || state.get() == MigrationState.CUTTING_OVER) {
            return "too late to pause";
        }
        if (pausing.isEmpty()) {
            pausedAt = nanoTime.getAsLong();
        }
        pausing.add(guard);
        control.pause();
        return "the migration waits";
    }

    private String calmed(Guard guard) {
        if (pausing.remove(guard) && pausing.isEmpty()) {
            control.resume();
            return "the migration goes on";
        }
        return "";
    }

    private String giveUp(Guard guard, String reason) {
        ledgers.get(guard).failsTheRun();
        if (state.get().abortable()) {
            givenUp = Optional.of(givenUp.orElse(guard));
            control.abort("guard '%s' fired: %s".formatted(guard, reason));
            return "the migration is given up";
        }
        if (guard.action() == GuardAction.ROLLBACK && state.get() == MigrationState.SWITCHED) {
            rollback = Optional.of(rollback.orElse(guard));
            return "the routing goes back to the sources";
        }
        return "too late, the migration is %s".formatted(state.get().label());
    }

    /** A row for every guard, in the scenario's order. */
    public synchronized List<GuardReport> reports() {
        Map<Guard, GuardStatus> statuses = new LinkedHashMap<>();
        live.statuses().forEach(status -> statuses.put(status.guard(), status));
        judged.statuses().forEach(status -> statuses.put(status.guard(), status));
        List<GuardReport> reports = new ArrayList<>();
        ledgers.forEach((guard, ledger) ->
                reports.add(ledger.report(statuses.get(guard), !isTheJudges(guard) || judgeHasLooked)));
        return reports;
    }

    /** What is said about a decision, where people and logs hear it. */
    interface GuardVoice {
        /** @param done what was done about it; empty if nothing was */
        void say(Decision decision, String done);
    }
}
