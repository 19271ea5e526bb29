package dev.shardproof.scenarios.spec;

import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.guard.GuardAction;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The outcome that makes a run a success; not a pass if an incident is to be reproduced.
 *
 * @param verdict the verdict of the run
 * @param failing the checks that must fail; at least one if the verdict is {@link Verdict#FAIL} and no guard must fire
 * @param fired the action of the guard that must end the migration, and be the only reason why the run fails
 */
public record Expectation(Verdict verdict, Set<CheckName> failing, Optional<GuardAction> fired) {

    public Expectation {
        Objects.requireNonNull(verdict, "verdict is null");
        Objects.requireNonNull(fired, "fired is null");
        if ((verdict == Verdict.FAIL) != (failing.isEmpty() == fired.isPresent())) {
            throw new IllegalArgumentException(
                    "failing checks or a guard are named, not both, exactly if a failure is expected");
        }
        if (fired.isPresent() && !fired.get().ends()) {
            throw new IllegalArgumentException("a guard that does %s does not fail a run"
                    .formatted(fired.get().key()));
        }
        failing = failing.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(failing));
    }

    public static Expectation pass() {
        return new Expectation(Verdict.PASS, Set.of(), Optional.empty());
    }

    public static Expectation inconclusive() {
        return new Expectation(Verdict.INCONCLUSIVE, Set.of(), Optional.empty());
    }

    public static Expectation fail(Set<CheckName> failing) {
        return new Expectation(Verdict.FAIL, failing, Optional.empty());
    }

    /** A guard must end the migration by that action. */
    public static Expectation fired(GuardAction action) {
        return new Expectation(Verdict.FAIL, Set.of(), Optional.of(action));
    }
}
