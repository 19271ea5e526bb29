package dev.shardproof.verifier.assertj;

import static dev.shardproof.verifier.assertj.VerificationAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.CostReport;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationAssertionsTest {

    @Test
    void aPassPassesAndIsNoFailure() {
        VerificationReport report = report(Optional.empty(), result("rowCount", Verdict.PASS, 7));

        assertThat(report).passed().failedExactly().examined("rowCount", 7);
        assertThatThrownBy(() -> assertThat(report).failed())
                .hasMessageContaining("Expected the verdict FAIL, but it is PASS");
        assertThatThrownBy(() -> assertThat(report).examined("rowCount", 8)).hasMessageContaining("examined 7");
        assertThatThrownBy(() -> assertThat(report).examined("schema", 1)).hasMessageContaining("did not run");
    }

    @Test
    void aFailureShowsWhatWasFound() {
        VerificationReport report =
                report(Optional.empty(), result("rowCount", Verdict.PASS, 7), result("fullChecksum", Verdict.FAIL, 7));

        assertThat(report).failed().failedExactly("fullChecksum");
        assertThatThrownBy(() -> assertThat(report).passed())
                .hasMessageContaining("but it is FAIL")
                .hasMessageContaining("DIFFERENT public.orders s0 → t0 42: differs in note");
        assertThatThrownBy(() -> assertThat(report).failedExactly("rowCount"))
                .hasMessageContaining("[rowCount]")
                .hasMessageContaining("[fullChecksum]");
    }

    @Test
    void aBlindCheckMakesAPassInconclusive() {
        SelfTestReport blind = new SelfTestReport(
                "sandbox",
                1,
                List.of(new SelfTestReport.Row("rowCount", 1, 0, List.of("a row is missing"))),
                Optional.empty());
        VerificationReport report = report(Optional.of(blind), result("rowCount", Verdict.PASS, 7));

        assertThat(report).isInconclusive();
        assertThatThrownBy(() -> assertThat(report).passed())
                .hasMessageContaining("self-test: rowCount found none of 1");
    }

    private static CheckResult result(String check, Verdict verdict, long examined) {
        List<Finding> findings = verdict == Verdict.FAIL
                ? List.of(new Finding(Finding.Kind.DIFFERENT, "public.orders", "s0 → t0", "42", "differs in note"))
                : List.of();
        return new CheckResult(check, verdict, "summary", examined, findings, findings.size(), Map.of(), Duration.ZERO);
    }

    private static VerificationReport report(Optional<SelfTestReport> selfTest, CheckResult... results) {
        return new VerificationReport(
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                List.of(results),
                selfTest,
                new CostReport(0, -1, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                Map.of());
    }
}
