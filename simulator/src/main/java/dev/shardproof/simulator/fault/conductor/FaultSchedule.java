package dev.shardproof.simulator.fault.conductor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides when faults are injected and healed: observations in, actions out. It neither acts nor reads a clock. A fault is
 * injected at the first observation that satisfies its placement, once; a placement that is never observed (the phase was
 * skipped, or left before) stays waiting. A healing that fails comes again after a second, {@value #HEAL_TRIES} times at
 * the most. Not thread-safe.
 */
public final class FaultSchedule {

    static final int HEAL_TRIES = 30;
    static final long HEAL_PAUSE_NANOS = 1_000_000_000L;

    /** What to do. */
    public enum ActionKind {
        INJECT,
        HEAL
    }

    /**
     * A decision.
     *
     * @param kind what to do
     * @param index with which fault, by its place in the list of the constructor
     */
    public record Action(ActionKind kind, int index) {}

    private enum State {
        WAITING,
        INJECTING,
        ACTIVE,
        HEALING,
        UNHEALED,
        GIVEN_UP
    }

    private final List<PlacedFault> faults;
    private final State[] states;
    private final long[] healAt;
    private final int[] healTries;
    private final Map<String, Long> phaseStarts = new HashMap<>();

    /** Schedules {@code faults}; all wait. */
    public FaultSchedule(List<PlacedFault> faults) {
        this.faults = List.copyOf(faults);
        this.states = new State[faults.size()];
        this.healAt = new long[faults.size()];
        this.healTries = new int[faults.size()];
        Arrays.fill(states, State.WAITING);
    }

    /**
     * Takes an observation.
     *
     * @param phase the phase that the migration is in
     * @param progress how much of that phase is done, 0 to 1
     * @param nanos when, on any clock in nanoseconds that does not go back
     * @return what to do now; each action is given once
     */
    public List<Action> observe(String phase, double progress, long nanos) {
        Objects.requireNonNull(phase, "phase is null");
        phaseStarts.putIfAbsent(phase, nanos);
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            if (states[i] == State.WAITING && isDue(faults.get(i).placement(), phase, progress, nanos)) {
                states[i] = State.INJECTING;
                actions.add(new Action(ActionKind.INJECT, i));
            }
        }
        actions.addAll(elapse(nanos));
        return actions;
    }

    /** Takes the time alone, where nothing was observed yet or nothing new. */
    public List<Action> elapse(long nanos) {
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            if ((states[i] == State.ACTIVE || states[i] == State.UNHEALED) && nanos - healAt[i] >= 0) {
                states[i] = State.HEALING;
                healTries[i]++;
                actions.add(new Action(ActionKind.HEAL, i));
            }
        }
        return actions;
    }

    private boolean isDue(FaultPlacement placement, String phase, double progress, long nanos) {
        return placement.phase().equals(phase)
                && progress >= placement.progress()
                && nanos - phaseStarts.get(phase) >= placement.delay().toNanos();
    }

    /** The fault began to act at {@code nanos}; its duration counts from there. */
    public void injected(int index, long nanos) {
        requireInjecting(index);
        states[index] = State.ACTIVE;
        healAt[index] = nanos + faults.get(index).duration().toNanos();
    }

    /** The fault was injected in part at {@code nanos}, and that part could not be taken back yet: it is to be healed. */
    public void leftInPart(int index, long nanos) {
        requireInjecting(index);
        states[index] = State.UNHEALED;
        healAt[index] = nanos + HEAL_PAUSE_NANOS;
    }

    private void requireInjecting(int index) {
        if (states[index] != State.INJECTING) {
            throw new IllegalStateException("%s was not to be injected now"
                    .formatted(faults.get(index).fault().name()));
        }
    }

    /**
     * The healing that was asked for has failed at {@code nanos}.
     *
     * @return whether it will be asked for again; if not, it is given up
     */
    public boolean healingFailed(int index, long nanos) {
        boolean again = healTries[index] < HEAL_TRIES;
        states[index] = again ? State.UNHEALED : State.GIVEN_UP;
        healAt[index] = nanos + HEAL_PAUSE_NANOS;
        return again;
    }

    /** The faults whose placement has not been observed. */
    public List<PlacedFault> waiting() {
        List<PlacedFault> waiting = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            if (states[i] == State.WAITING) {
                waiting.add(faults.get(i));
            }
        }
        return waiting;
    }
}
