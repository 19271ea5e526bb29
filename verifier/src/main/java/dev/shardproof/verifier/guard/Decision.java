package dev.shardproof.verifier.guard;

import java.util.Objects;

/**
 * Something about a guard has changed, and somebody should act.
 *
 * @param guard which guard
 * @param kind what has changed
 * @param nanoTime when
 * @param reason why, in words with figures
 */
public record Decision(Guard guard, Kind kind, long nanoTime, String reason) {

    /** What has changed. */
    public enum Kind {
        /** The condition holds: do what the guard says. */
        FIRED,
        /** It has held for another window since: what can be done more than once, do it again. */
        STILL,
        /** It is gone: what can be undone, undo it. */
        CALMED,
        /** Nothing has come from its metric for too long. */
        BLINDED
    }

    public Decision {
        Objects.requireNonNull(guard, "guard is null");
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(reason, "reason is null");
    }
}
