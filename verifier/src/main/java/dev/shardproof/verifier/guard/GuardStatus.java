package dev.shardproof.verifier.guard;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Where a guard stands.
 *
 * @param guard the guard
 * @param state its state
 * @param peak the worst reading so far: the greatest, or the least where less is worse; empty if there was no value
 * @param readings how many readings it has had
 * @param fired how often it has fired
 * @param longestGap the longest time without a reading so far
 */
public record GuardStatus(
        Guard guard, State state, OptionalDouble peak, long readings, int fired, Duration longestGap) {

    /** The states, worst last. */
    public enum State {
        /** It looks, and has never had reason to fire. */
        WATCHING,
        /** It has fired, and its condition is gone. */
        CALM,
        /** Its condition holds. */
        FIRING,
        /** It is, or once was, without readings for too long, and can not say that nothing happened. */
        BLIND
    }

    public GuardStatus {
        Objects.requireNonNull(guard, "guard is null");
        Objects.requireNonNull(state, "state is null");
        Objects.requireNonNull(peak, "peak is null");
        Objects.requireNonNull(longestGap, "longestGap is null");
    }
}
