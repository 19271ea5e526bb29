package dev.shardproof.scenarios.spec;

import dev.shardproof.verifier.check.Verdict;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * The outcome that makes a run a success; not a pass if an incident is to be reproduced.
 *
 * @param verdict the verdict of the run
 * @param failing the checks that must fail; at least one exactly if the verdict is {@link Verdict#FAIL}
 */
public record Expectation(Verdict verdict, Set<CheckName> failing) {

    public Expectation {
        Objects.requireNonNull(verdict, "verdict is null");
        if ((verdict == Verdict.FAIL) == failing.isEmpty()) {
            throw new IllegalArgumentException("failing checks are named exactly if a failure is expected");
        }
        failing = failing.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(failing));
    }

    public static Expectation pass() {
        return new Expectation(Verdict.PASS, Set.of());
    }

    public static Expectation inconclusive() {
        return new Expectation(Verdict.INCONCLUSIVE, Set.of());
    }

    public static Expectation fail(Set<CheckName> failing) {
        return new Expectation(Verdict.FAIL, failing);
    }
}
