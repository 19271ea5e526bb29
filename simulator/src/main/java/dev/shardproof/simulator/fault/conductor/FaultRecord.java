package dev.shardproof.simulator.fault.conductor;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a placed fault.
 *
 * @param placed the fault and its place
 * @param started when it began to act; empty if it never did
 * @param ended when it was healed; empty if it was not
 * @param phases the phases in which it acted, from the injection to the healing, as they were observed
 * @param effects what was measured; empty if nothing was
 * @param problem why it was not injected, or not healed, in a sentence
 */
public record FaultRecord(
        PlacedFault placed,
        Optional<Instant> started,
        Optional<Instant> ended,
        List<String> phases,
        List<FaultEffect> effects,
        Optional<String> problem) {

    /** How it ended, the worst first. */
    public enum Outcome {
        /** It may still act, or its effect lasts: the run has failed. */
        NOT_HEALED,
        /** It never acted: the run proves nothing about it. */
        NOT_INJECTED,
        /** It was asked for, but no effect was measured, or not in its place: the run proves nothing about it. */
        NOT_PROVEN,
        /** Its effect was measured, and it was gone afterwards. */
        PROVEN
    }

    public FaultRecord {
        Objects.requireNonNull(placed, "placed is null");
        Objects.requireNonNull(started, "started is null");
        Objects.requireNonNull(ended, "ended is null");
        phases = List.copyOf(phases);
        effects = List.copyOf(effects);
        Objects.requireNonNull(problem, "problem is null");
    }

    /** The record of a fault whose turn has not come. */
    static FaultRecord notInjected(PlacedFault placed, String problem) {
        return new FaultRecord(placed, Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.of(problem));
    }

    /**
     * How it ended. Of a fault that still acts, {@link Outcome#NOT_HEALED}. An effect that lasts although nothing was seen
     * before the injection counts as not proven: there is nothing to compare with. Every effect that has to show the bite
     * must show it. What acted in other phases only than the one that it was placed in proves nothing about that one.
     */
    public Outcome outcome() {
        if (started.isEmpty()) {
            return Outcome.NOT_INJECTED;
        }
        boolean lasts = effects.stream().anyMatch(effect -> effect.comparable() && !effect.healed());
        if (ended.isEmpty() || lasts) {
            return Outcome.NOT_HEALED;
        }
        return bitten() && actedInPlace() ? Outcome.PROVEN : Outcome.NOT_PROVEN;
    }

    /** Whether it acted in the phase that it was placed in, be it in others too. */
    public boolean actedInPlace() {
        return phases.contains(placed.placement().phase());
    }

    /** Whether every effect that has to show the bite has shown it, and at least one had to. */
    public boolean bitten() {
        return effects.stream().anyMatch(FaultEffect::provesBite)
                && effects.stream()
                        .allMatch(effect -> effect.comparable() && (!effect.provesBite() || effect.bitten()));
    }

    /** Whether nothing of what was measured remains. */
    boolean faded() {
        return effects.stream().allMatch(FaultEffect::healed);
    }
}
