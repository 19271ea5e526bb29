package dev.shardproof.verifier.assertj;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what a verification said; a failed one shows what the checks found. */
public final class VerificationReportAssert extends AbstractAssert<VerificationReportAssert, VerificationReport> {

    VerificationReportAssert(VerificationReport report) {
        super(report, VerificationReportAssert.class);
    }

    /** Every check passed, and none of them is blind. */
    public VerificationReportAssert passed() {
        return hasVerdict(Verdict.PASS);
    }

    /** Some check failed. */
    public VerificationReportAssert failed() {
        return hasVerdict(Verdict.FAIL);
    }

    /** Nothing failed, and something could not be judged. */
    public VerificationReportAssert isInconclusive() {
        return hasVerdict(Verdict.INCONCLUSIVE);
    }

    /** These checks failed, and no other. */
    public VerificationReportAssert failedExactly(String... checks) {
        isNotNull();
        Set<String> failed = actual.checks().stream()
                .filter(result -> result.verdict() == Verdict.FAIL)
                .map(CheckResult::check)
                .collect(Collectors.toSet());
        if (!failed.equals(Set.of(checks))) {
            failWithMessage("Expected exactly %s to fail, but %s did:%n%s", List.of(checks), failed, told());
        }
        return this;
    }

    /** That check looked at this many units, e.g. rows. */
    public VerificationReportAssert examined(String check, long units) {
        isNotNull();
        Optional<CheckResult> result = actual.check(check);
        if (result.isEmpty()) {
            failWithMessage("Expected %s to have examined %s, but it did not run:%n%s", check, units, told());
        } else if (result.get().examined() != units) {
            failWithMessage(
                    "Expected %s to have examined %s, but it examined %s:%n%s",
                    check, units, result.get().examined(), told());
        }
        return this;
    }

    private VerificationReportAssert hasVerdict(Verdict expected) {
        isNotNull();
        if (actual.verdict() != expected) {
            failWithMessage("Expected the verdict %s, but it is %s:%n%s", expected, actual.verdict(), told());
        }
        return this;
    }

    private String told() {
        StringBuilder told = new StringBuilder();
        for (CheckResult result : actual.checks()) {
            told.append("  %s %s: %s%n".formatted(result.check(), result.verdict(), result.summary()));
            for (Finding finding : result.findings()) {
                told.append("    %s %s %s %s: %s%n"
                        .formatted(finding.kind(), finding.table(), finding.shard(), finding.key(), finding.detail()));
            }
        }
        actual.selfTest().ifPresent(selfTest -> {
            selfTest.failure().ifPresent(why -> told.append("  self-test: %s%n".formatted(why)));
            selfTest.rows().stream()
                    .filter(row -> row.blind())
                    .forEach(row ->
                            told.append("  self-test: %s found none of %d%n".formatted(row.check(), row.planted())));
        });
        return told.toString();
    }
}
