package dev.shardproof.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.format.TestingMarkdown;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TestingReports;
import dev.shardproof.reports.text.UntrustedText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MarkdownSummaryTest {

    private static final List<String> HOSTILE = TestingReports.HOSTILE;

    @Test
    void theApplicationsOwnFiguresAreShownByPhase() {
        assertThat(MarkdownSummary.render(TestingReports.passing()))
                .contains("| baseline | 298 | 1.15 | 21 | 17 | 8 |");
    }

    @Test
    void theVerdictIsTheFirstLine() {
        assertThat(MarkdownSummary.render(TestingReports.passing()))
                .startsWith("## ✔ PASS: split-2-to-3-slow-target\n");
        assertThat(MarkdownSummary.render(TestingReports.inconclusive())).startsWith("## ? INCONCLUSIVE");
    }

    @Test
    void checksFindingsFaultsAndLatencyAreTables() {
        List<List<String>> rows = rows(TestingReports.failing());

        assertThat(rows).anySatisfy(row -> assertThat(row).startsWith("rowCount", "✘ FAIL"));
        assertThat(rows).anySatisfy(row -> assertThat(row).startsWith("latencyBaseline", "? INCONCLUSIVE"));
        assertThat(rows).anySatisfy(row -> assertThat(row).contains("MISSING", "s0 → s2", "order_id=88412, line=1"));
        assertThat(rows).anySatisfy(row -> assertThat(row).contains("copying 40%", "203 ms"));
        assertThat(rows).anySatisfy(row -> assertThat(row).startsWith("cut-over", "102"));
        assertThat(MarkdownSummary.render(TestingReports.failing())).contains("… and 18 more");
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextIsShownAndHasNoEffect(String text) {
        RunReport hostile = TestingReports.with(text);

        // The same blocks, inline nodes and cells as with a harmless text: nothing of it became markup.
        assertThat(shape(hostile)).isEqualTo(shape(TestingReports.with("harmless")));
        assertThat(rows(hostile)).anySatisfy(row -> assertThat(row).contains(UntrustedText.oneLine(text)));
        assertThat(MarkdownSummary.render(hostile)).doesNotContain("<", "://", "www.", "\u001B", "\u202E");
    }

    @Test
    void thePageStaysSmallWhateverTheDataHolds() {
        assertThat(MarkdownSummary.render(TestingReports.with("<".repeat(100_000)))
                        .length())
                .isLessThan(64 * 1024);
    }

    private static List<String> shape(RunReport report) {
        return TestingMarkdown.shape(MarkdownSummary.render(report));
    }

    private static List<List<String>> rows(RunReport report) {
        return TestingMarkdown.rows(MarkdownSummary.render(report));
    }
}
