package dev.shardproof.reports.format;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A check as a page shows it.
 *
 * @param result what it said
 * @param blindSpot what it can not see; empty if nothing is known of that
 * @param doubt why its verdict can not be trusted; empty if there is no reason
 * @param more how many findings there are beyond those that it kept
 */
public record JudgedCheck(CheckResult result, String blindSpot, String doubt, long more) {

    /** Whether it passed: then what it can not see matters most, otherwise what it saw. */
    public boolean passed() {
        return result.verdict() == Verdict.PASS;
    }

    /** Whether there is more to show than its line. */
    public boolean hasMore() {
        return !result.findings().isEmpty() || !result.facts().isEmpty() || !(passed() || blindSpot.isEmpty());
    }

    /**
     * The checks in their order.
     *
     * @param doubt why the verdict of the check of a name can not be trusted; empty if there is no reason
     */
    public static List<JudgedCheck> of(List<CheckResult> checks, UnaryOperator<String> doubt) {
        return checks.stream()
                .map(result -> new JudgedCheck(
                        result,
                        BlindSpots.of(result.check()).orElse(""),
                        doubt.apply(result.check()),
                        result.findingsTotal() - result.findings().size()))
                .toList();
    }
}
