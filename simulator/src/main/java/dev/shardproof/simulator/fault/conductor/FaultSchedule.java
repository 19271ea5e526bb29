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
 * skipped, or left before) stays waiting. Not thread-safe.
 */
public final class FaultSchedule {

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
        DONE
    }

    private final List<PlacedFault> faults;
    private final State[] states;
    private final long[] activeSince;
    private final Map<String, Long> phaseStarts = new HashMap<>();

    /** Schedules {@code faults}; all wait. */
    public FaultSchedule(List<PlacedFault> faults) {
        this.faults = List.copyOf(faults);
        this.states = new State[faults.size()];
        this.activeSince = new long[faults.size()];
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
            if (states[i] == State.ACTIVE
                    && nanos - activeSince[i] >= faults.get(i).duration().toNanos()) {
                states[i] = State.DONE;
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
        if (states[index] != State.INJECTING) {
            throw new IllegalStateException("%s was not to be injected now"
                    .formatted(faults.get(index).fault().name()));
        }
        states[index] = State.ACTIVE;
        activeSince[index] = nanos;
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
