package dev.shardproof.reports.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.live.TerminalStyle;
import dev.shardproof.reports.run.TestingReports;
import dev.shardproof.verifier.report.VerificationReport;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class VerificationTextTest {

    private static final List<String> HOSTILE = TestingReports.HOSTILE;

    @Test
    void aPassIsALineACheckThenSelfTestCostAndVerdict() {
        assertThat(lines(TestingVerifications.passing(), TerminalStyle.plain(false)))
                .containsExactly(
                        "✔ coverage           PASS          4 tables are covered  (14 ms)",
                        "✔ schema             PASS          131 definitions are equal  (390 ms)",
                        "✔ rowCount           PASS          5,300,000 rows on both sides  (1.41 s)",
                        "✔ fullChecksum       PASS          5,300,000 rows are equal on both sides  (8.12 s)",
                        "  keep in mind       not compared in public.order_lines: search_vector",
                        "  self-test          schema 9 of 9, rowCount 3 of 3, fullChecksum 12 of 12",
                        "  cost               10,600,000 rows read in 8.30 s, 1,277,108 rows/s, 54.2 MB received,"
                                + " 412 statements, longest snapshot 9.05 s, paused 1.20 s",
                        "✔ PASS: 5,300,000 rows are equal on both sides");
    }

    @Test
    void aFailureShowsItsFirstFindingsAndFitsOnAScreen() {
        List<String> lines = lines(TestingVerifications.failing(), TerminalStyle.plain(false));

        assertThat(lines).hasSizeLessThan(35);
        assertThat(lines)
                .contains(
                        "    different  public.orders  shop → shop0  order_id=88412  columns total, updated_at: 5f0c1a… ≠ e2b971…",
                        "    … and 10 more",
                        "  uncovered          audit.log (target shop0, shop1)");
        assertThat(lines).anyMatch(line -> line.startsWith("  not judged         public.invoices: no privilege"));
        assertThat(lines.get(lines.size() - 1)).startsWith("✘ FAIL: fullChecksum found 13 rows that differ");
    }

    @Test
    void aBlindCheckIsNamedInTheSelfTest() {
        assertThat(lines(TestingVerifications.blind(), TerminalStyle.plain(true)))
                .containsExactly(
                        "  self-test          fullChecksum 0 of 2 (blind)",
                        "? INCONCLUSIVE: fullChecksum is blind in the self-test");
    }

    @Test
    void quietShowsNothingButTheVerdictOfAPass() {
        assertThat(lines(TestingVerifications.passing(), TerminalStyle.plain(true)))
                .containsExactly("✔ PASS: 5,300,000 rows are equal on both sides");
    }

    @Test
    void manyTablesDoNotFillTheScreen() throws IOException {
        StringBuilder out = new StringBuilder();

        VerificationText.write(TestingVerifications.uncovering(200), TerminalStyle.plain(false), out);

        assertThat(out.toString().lines()).hasSizeLessThan(20).anyMatch(line -> line.endsWith("… and 195 more"));
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextDrivesNoTerminal(String text) {
        assertThat(lines(TestingVerifications.with(text), TerminalStyle.plain(false)))
                .allSatisfy(line -> assertThat(line).doesNotContain("\u001B", "\n", "\u202E", "\u0007"));
    }

    private static List<String> lines(VerificationReport report, TerminalStyle style) {
        return VerificationText.lines(report, style).stream()
                .map(line -> line.replace('\u00A0', ' '))
                .toList();
    }
}
