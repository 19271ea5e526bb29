package dev.shardproof.reports.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.CostReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictSentenceTest {

    @Test
    void aPassSaysHowManyRowsAreEqual() {
        assertThat(VerdictSentence.of(TestingVerifications.passing()))
                .isEqualTo("PASS: 5,300,000 rows are equal on both sides");
        assertThat(VerdictSentence.reasons(TestingVerifications.passing())).isEmpty();
    }

    @Test
    void aPassOfASampleSaysItsBound() {
        CheckResult sampled =
                check("sampledChecksum", Verdict.PASS, "0 of 46,064 bad: at most 1.0e-4 of the rows", List.of(), 0);

        assertThat(sentence(sampled)).isEqualTo("PASS: sampledChecksum: 0 of 46,064 bad: at most 1.0e-4 of the rows");
    }

    @Test
    void aPassThatLookedAtNoRowsSaysSo() {
        assertThat(sentence(check("schema", Verdict.PASS, "all equal", List.of(), 0)))
                .isEqualTo("PASS: 1 check passed, but none of them compared what the rows hold");
    }

    @Test
    void aFailureNamesTheGravestCheckItsNumberAndItsTable() {
        assertThat(sentence(
                        failed("schema", Finding.Kind.DIFFERENT, 2, 2, "public.a"),
                        failed("fullChecksum", Finding.Kind.DIFFERENT, 12, 12, "public.orders")))
                .isEqualTo("FAIL: fullChecksum found 12 rows that differ in public.orders; schema failed too");
    }

    @Test
    void oneKindOfDamageIsCalledByItsName() {
        assertThat(sentence(failed("fullChecksum", Finding.Kind.MISSING, 1, 1, "public.orders")))
                .isEqualTo("FAIL: fullChecksum found 1 missing row in public.orders");
        assertThat(sentence(failed("fullChecksum", Finding.Kind.EXTRA, 3, 3, "public.orders")))
                .isEqualTo("FAIL: fullChecksum found 3 extra rows in public.orders");
        assertThat(sentence(failed("placement", Finding.Kind.MISPLACED, 1, 1, "public.orders")))
                .isEqualTo("FAIL: placement found 1 row on the wrong shard in public.orders");
        assertThat(sentence(failed("rowCount", Finding.Kind.COUNT, 1, 1, "public.orders")))
                .isEqualTo("FAIL: rowCount found 1 count that differs in public.orders");
        assertThat(sentence(failed("schema", Finding.Kind.MISSING, 1, 1, "public.orders")))
                .isEqualTo("FAIL: schema found 1 difference in public.orders");
    }

    @Test
    void findingsThatWereCutOffAreNotClaimedToBeOfOneKindOrTable() {
        assertThat(sentence(failed("fullChecksum", Finding.Kind.MISSING, 20, 10_000, "public.orders")))
                .isEqualTo("FAIL: fullChecksum found 10,000 rows that differ, the first in public.orders");
    }

    @Test
    void severalTablesAreCounted() {
        assertThat(sentence(failed("fullChecksum", Finding.Kind.DIFFERENT, 5, 5, "a", "b", "c", "d", "e")))
                .isEqualTo("FAIL: fullChecksum found 5 rows that differ in 5 tables: a, b, c and 2 more");
    }

    @Test
    void aFailureWithoutFindingsGivesItsSummary() {
        assertThat(sentence(check("coverage", Verdict.FAIL, "2 tables are not covered", List.of(), 0)))
                .isEqualTo("FAIL: coverage failed: 2 tables are not covered");
    }

    @Test
    void aBlindCheckIsTheReason() {
        assertThat(VerdictSentence.of(TestingVerifications.blind()))
                .isEqualTo("INCONCLUSIVE: fullChecksum is blind in the self-test");
        assertThat(VerdictSentence.of(TestingVerifications.untested()))
                .isEqualTo("INCONCLUSIVE: the self-test could not be made: no server could be started");
    }

    @Test
    void whatCouldNotBeJudgedIsTheReason() {
        assertThat(VerdictSentence.of(TestingVerifications.partly()))
                .startsWith("INCONCLUSIVE: fullChecksum is inconclusive: public.invoices could not be judged");
        assertThat(VerdictSentence.reasons(TestingVerifications.partly()))
                .contains("1 table could not be judged: public.invoices");
        assertThat(VerdictSentence.of(TestingVerifications.nothing())).isEqualTo("INCONCLUSIVE: no check ran");
    }

    @Test
    void everythingThatSpeaksAgainstAPassIsListed() {
        assertThat(VerdictSentence.reasons(TestingVerifications.failing()))
                .containsExactly(
                        "fullChecksum found 13 rows that differ in public.orders",
                        "rowCount found 1 count that differs in public.orders",
                        "coverage found 2 tables that no check covers: audit.log (target shop0, shop1), public.outbox (source shop)",
                        "sequence is inconclusive: no privilege on sequence public.invoices_id_seq at shop0",
                        "1 table could not be judged: public.invoices");
    }

    @Test
    void whoeverTrustsAPassIsToldWhatIsNotBehindIt() {
        assertThat(Cautions.of(TestingVerifications.unproven()))
                .containsExactly(
                        "1 table is covered by no check: audit.log (target shop0, shop1)",
                        "no self-test was made: that the checks see damage is not proven here",
                        "the role shardproof could have written to shop0: it is a superuser",
                        "not compared in public.order_lines: search_vector");
        assertThat(Cautions.of(TestingVerifications.failing()))
                .contains("fullChecksum missed 1 of 12 kinds of damage in the self-test: trailingSpace");
    }

    private static CheckResult failed(String name, Finding.Kind kind, int kept, long total, String... tables) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            findings.add(new Finding(kind, tables[i % tables.length], "s0 → s1", "id=" + i, ""));
        }
        return check(name, Verdict.FAIL, "it failed", findings, total);
    }

    private static CheckResult check(String name, Verdict verdict, String summary, List<Finding> findings, long total) {
        return new CheckResult(name, verdict, summary, 7, findings, total, Map.of(), Duration.ZERO);
    }

    private static String sentence(CheckResult... checks) {
        return VerdictSentence.of(new VerificationReport(
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                List.of(checks),
                Optional.empty(),
                new CostReport(0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                Map.of()));
    }
}
