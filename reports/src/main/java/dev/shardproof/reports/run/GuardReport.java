package dev.shardproof.reports.run;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What one guard saw and did.
 *
 * @param condition when it was to fire, e.g. {@code errorRate > 1% for 2m}
 * @param action what it was to do, e.g. {@code rollback}
 * @param state how it ended
 * @param peak the worst value that it saw, with its unit; empty if there was none
 * @param readings how many readings it was given
 * @param firedAt when it first fired; empty if it never did
 * @param fired how often it fired
 * @param done what it said and what was done about it, in words; empty if there was nothing
 * @param failsTheRun whether it was to end the migration and the migration was under way: it did, or it came too late
 */
public record GuardReport(
        String condition,
        String action,
        State state,
        Optional<String> peak,
        long readings,
        Optional<Instant> firedAt,
        int fired,
        String done,
        boolean failsTheRun) {

    /** How a guard ended. */
    public enum State {
        /** It watched, and had no reason to fire. */
        QUIET,
        /** It fired at least once. */
        FIRED,
        /** It did not see, for some time or ever, so it can not say that nothing happened. */
        INCONCLUSIVE
    }

    public GuardReport {
        Require.text(condition, "condition");
        Require.text(action, "action");
        Objects.requireNonNull(state, "state is null");
        Objects.requireNonNull(peak, "peak is null");
        Require.notNegative(readings, "readings");
        Objects.requireNonNull(firedAt, "firedAt is null");
        Require.notNegative(fired, "fired");
        Objects.requireNonNull(done, "done is null");
        if (firedAt.isPresent() != fired > 0) {
            throw new IllegalArgumentException("guard '%s' fired %d times, at %s".formatted(condition, fired, firedAt));
        }
        if (state == State.FIRED && fired == 0) {
            throw new IllegalArgumentException("guard '%s' is said to have fired, but never did".formatted(condition));
        }
        if (failsTheRun && fired == 0) {
            throw new IllegalArgumentException(
                    "guard '%s' is said to fail the run, but never fired".formatted(condition));
        }
    }
}
