package dev.shardproof.simulator.fault.conductor;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a placed fault.
 *
 * @param placed the fault and its place
 * @param started when it began to act; empty if it never did
 * @param ended when it was healed; empty if it was not
 * @param effect what was measured; empty if nothing was
 * @param problem why it was not injected, or not healed, in a sentence
 */
public record FaultRecord(
        PlacedFault placed,
        Optional<Instant> started,
        Optional<Instant> ended,
        Optional<FaultEffect> effect,
        Optional<String> problem) {

    /** How it ended, the worst first. */
    public enum Outcome {
        /** It may still act, or its effect lasts: the run has failed. */
        NOT_HEALED,
        /** It never acted: the run proves nothing about it. */
        NOT_INJECTED,
        /** It was asked for, but no effect was measured: the run proves nothing about it. */
        NOT_PROVEN,
        /** Its effect was measured, and it was gone afterwards. */
        PROVEN
    }

    public FaultRecord {
        Objects.requireNonNull(placed, "placed is null");
        Objects.requireNonNull(started, "started is null");
        Objects.requireNonNull(ended, "ended is null");
        Objects.requireNonNull(effect, "effect is null");
        Objects.requireNonNull(problem, "problem is null");
    }

    /** The record of a fault whose turn has not come. */
    static FaultRecord notInjected(PlacedFault placed, String problem) {
        return new FaultRecord(placed, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(problem));
    }

    /**
     * How it ended. Of a fault that still acts, {@link Outcome#NOT_HEALED}. A link that stayed slow although nothing was
     * seen before the injection counts as not proven: there is nothing to compare with.
     */
    public Outcome outcome() {
        if (started.isEmpty()) {
            return Outcome.NOT_INJECTED;
        }
        boolean comparable =
                effect.isPresent() && effect.get().before().medianMicros().isPresent();
        if (ended.isEmpty() || (comparable && !effect.get().healed())) {
            return Outcome.NOT_HEALED;
        }
        return comparable && effect.get().bitten() ? Outcome.PROVEN : Outcome.NOT_PROVEN;
    }
}
