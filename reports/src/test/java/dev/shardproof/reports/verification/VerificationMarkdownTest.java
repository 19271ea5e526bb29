package dev.shardproof.reports.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.format.TestingMarkdown;
import dev.shardproof.reports.run.TestingReports;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class VerificationMarkdownTest {

    private static final List<String> HOSTILE = TestingReports.HOSTILE;

    @Test
    void theVerdictAndItsReasonStandFirst() {
        assertThat(page(TestingVerifications.passing()))
                .startsWith("## ✔ PASS: shop-split\n\n**5,300,000 rows are equal on both sides**\n");
        assertThat(page(TestingVerifications.blind()))
                .startsWith("## ? INCONCLUSIVE: shop-split\n\n**fullChecksum is blind in the self-test**\n");
    }

    @Test
    void whatDidNotPassIsAtTheTopOfEachTable() {
        List<List<String>> rows = TestingMarkdown.rows(page(TestingVerifications.failing()));

        assertThat(rows)
                .anySatisfy(row -> assertThat(row).startsWith("public.orders", "✘ FAIL", "1,500,000", "1,499,999"));
        assertThat(rows).anySatisfy(row -> assertThat(row).startsWith("public.invoices", "? INCONCLUSIVE", "–", "–"));
        assertThat(rows).anySatisfy(row -> assertThat(row).startsWith("fullChecksum", "12", "11", "trailingSpace"));
        assertThat(rows.get(1)).startsWith("fullChecksum", "✘ FAIL");
        assertThat(page(TestingVerifications.failing()))
                .contains("- No check covers audit.log (target shop0, shop1)\n", "… and 8 more");
    }

    @Test
    void whatAPassDoesNotProveIsSaid() {
        assertThat(page(TestingVerifications.unproven()))
                .contains("- no self-test was made", "- the role shardproof could have written to shop0");
    }

    @Test
    void aBlindCheckIsMarked() {
        assertThat(page(TestingVerifications.blind())).contains("| fullChecksum **blind** | 2 | 0 |");
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextIsShownAndHasNoEffect(String text) {
        String hostile = page(TestingVerifications.with(text), text);

        assertThat(TestingMarkdown.shape(hostile))
                .isEqualTo(TestingMarkdown.shape(page(TestingVerifications.with("harmless"), "harmless")));
        assertThat(TestingMarkdown.rows(hostile))
                .anySatisfy(row -> assertThat(row).contains(UntrustedText.oneLine(text)));
        assertThat(hostile).doesNotContain("<", "://", "www.", "\u001B", "\u202E");
    }

    @Test
    void thePageStaysSmallWhateverTheDataHolds() {
        assertThat(page(TestingVerifications.with("<".repeat(100_000))).length())
                .isLessThan(64 * 1024);
        String many = page(TestingVerifications.withTables(5_000));
        assertThat(many.length()).isLessThan(8 * 1024);
        assertThat(many).contains("… and 4,980 more tables, 4,980 of them passed");
    }

    private static String page(VerificationReport report) {
        return VerificationMarkdown.render(TestingVerifications.document(report));
    }

    private static String page(VerificationReport report, String text) {
        return VerificationMarkdown.render(VerificationDocument.of(report, text, text, text));
    }
}
