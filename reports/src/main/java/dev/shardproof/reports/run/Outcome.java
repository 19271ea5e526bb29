package dev.shardproof.reports.run;

import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The verdict of a run and why it is that.
 *
 * @param verdict the verdict
 * @param exitCode what the process returns: 0, 1, 2, 64, 70 or 130
 * @param expect what the scenario expected, as it is written there, e.g. {@code pass} or {@code fail: [fullChecksum]}
 * @param expectationMet whether that came true
 * @param reasons one line each; at least one unless the verdict is a pass
 */
public record Outcome(Verdict verdict, int exitCode, String expect, boolean expectationMet, List<String> reasons) {

    private static final Set<Integer> EXIT_CODES = Set.of(0, 1, 2, 64, 70, 130);

    public Outcome {
        Objects.requireNonNull(verdict, "verdict is null");
        Require.text(expect, "expect");
        reasons = List.copyOf(reasons);
        reasons.forEach(reason -> Require.text(reason, "a reason"));
        if (!EXIT_CODES.contains(exitCode)) {
            throw new IllegalArgumentException("exit code %d is not one of 0, 1, 2, 64, 70, 130".formatted(exitCode));
        }
        if (verdict != Verdict.PASS && reasons.isEmpty()) {
            throw new IllegalArgumentException("the verdict is %s, but no reason is given".formatted(verdict));
        }
    }
}
