package dev.shardproof.reports.verification;

import static dev.shardproof.reports.format.MarkdownPage.text;

import dev.shardproof.reports.format.MarkdownPage;
import dev.shardproof.reports.format.VerdictMark;
import dev.shardproof.reports.text.Figures;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The report as one short Markdown page (GitHub flavour), made to be appended to a CI job's summary: a few kilobytes,
 * whatever the data holds and however many tables there are. All text goes through {@link MarkdownPage#text}.
 */
final class VerificationMarkdown {

    private static final int LINES_SHOWN = 20;

    private final VerificationDocument document;
    private final VerificationReport report;
    private final MarkdownPage out = new MarkdownPage();

    private VerificationMarkdown(VerificationDocument document) {
        this.document = document;
        this.report = document.report();
    }

    static String render(VerificationDocument document) {
        return new VerificationMarkdown(document).page();
    }

    private String page() {
        Verdict verdict = document.verdict();
        out.append("## %s %s: %s\n\n".formatted(VerdictMark.of(verdict), verdict, text(document.plan())));
        out.append("**" + text(document.reason()) + "**\n\n");
        list(VerdictSentence.furtherReasons(report));
        List<CheckResult> checks = VerdictSentence.worstFirst(report);
        out.checks(checks);
        out.findings(checks);
        list(report.uncovered().stream()
                .map(table -> "No check covers " + table)
                .toList());
        tables();
        selfTest();
        List<String> cautions = Cautions.of(report);
        if (!cautions.isEmpty()) {
            out.append("Keep in mind:\n\n");
            list(cautions);
        }
        out.append("%s, %s. Run %s, Shardproof %s\n"
                .formatted(
                        text(Figures.duration(report.took())),
                        text(Wording.cost(report.cost())),
                        text(document.runId()),
                        text(document.toolVersion())));
        return out.toString();
    }

    private void list(List<String> lines) {
        lines.stream().limit(LINES_SHOWN).forEach(line -> out.append("- " + text(line) + "\n"));
        if (lines.size() > LINES_SHOWN) {
            out.append("- … and %s more\n".formatted(Figures.count(lines.size() - LINES_SHOWN)));
        }
        if (!lines.isEmpty()) {
            out.append("\n");
        }
    }

    private void tables() {
        List<TableVerdict> tables = TableVerdict.worstFirst(report);
        if (tables.isEmpty()) {
            return;
        }
        out.row("Table", "Verdict", "Rows on the sources", "Rows on the targets", "Covered by", "Why");
        out.row("---", "---", "---:", "---:", "---", "---");
        for (TableVerdict judged : tables.stream().limit(LINES_SHOWN).toList()) {
            out.row(
                    text(Wording.name(judged.table())),
                    VerdictMark.of(judged.verdict()) + " " + judged.verdict(),
                    Wording.rows(judged.table().sourceRows()),
                    Wording.rows(judged.table().targetRows()),
                    text(String.join(", ", judged.table().checks())),
                    text(judged.reason()));
        }
        if (tables.size() > LINES_SHOWN) {
            List<TableVerdict> rest = tables.subList(LINES_SHOWN, tables.size());
            long passed = rest.stream()
                    .filter(judged -> judged.verdict() == Verdict.PASS)
                    .count();
            out.append("\n… and %s more tables, %s of them passed\n"
                    .formatted(Figures.count(rest.size()), Figures.count(passed)));
        }
        out.append("\n");
    }

    private void selfTest() {
        report.selfTest()
                .flatMap(SelfTestReport::failure)
                .ifPresent(failure -> out.append("The self-test could not be made: " + text(failure) + "\n\n"));
        List<SelfTestRow> rows = SelfTestRow.of(report);
        if (rows.isEmpty()) {
            return;
        }
        out.row("Self-test", "Planted", "Found", "Missed");
        out.row("---", "---:", "---:", "---");
        for (SelfTestRow each : rows) {
            out.row(
                    text(each.row().check()) + (each.row().blind() ? " **blind**" : ""),
                    Figures.count(each.row().planted()),
                    Figures.count(each.row().found()),
                    text(each.row().missed().stream().collect(Collectors.joining(", "))));
        }
        out.append("\n");
    }
}
