package dev.shardproof.reports.verification;

import dev.shardproof.reports.format.HtmlPage;
import dev.shardproof.reports.format.JudgedCheck;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The report as one self-contained {@link HtmlPage} without any script. */
final class VerificationHtml {

    /** A table's row on the page. */
    public record TableRow(TableVerdict judged, String name, String sourceRows, String targetRows, String difference) {}

    private VerificationHtml() {}

    static String render(VerificationDocument document) {
        VerificationReport report = document.report();
        List<TableVerdict> tables = TableVerdict.worstFirst(report);
        Map<String, Object> context = new HashMap<>();
        context.put("document", document);
        context.put("passed", document.verdict() == Verdict.PASS);
        context.put("report", report);
        context.put("reasons", VerdictSentence.furtherReasons(report));
        context.put("cautions", Cautions.of(report));
        context.put(
                "checks",
                JudgedCheck.of(
                        VerdictSentence.worstFirst(report),
                        check -> TableVerdict.isBlind(check, report)
                                ? "Blind in the self-test: this verdict is worth nothing."
                                : ""));
        context.put("passedChecks", passed(report));
        context.put("tables", tables.stream().map(VerificationHtml::row).toList());
        context.put("passedTables", passed(tables));
        context.put("selfTestRows", SelfTestRow.of(report));
        return HtmlPage.render("verification/report", HtmlPage.style(), List.of(), context);
    }

    private static long passed(VerificationReport report) {
        return report.checks().stream()
                .filter(check -> check.verdict() == Verdict.PASS && !TableVerdict.isBlind(check.check(), report))
                .count();
    }

    private static long passed(List<TableVerdict> tables) {
        return tables.stream()
                .filter(judged -> judged.verdict() == Verdict.PASS)
                .count();
    }

    private static TableRow row(TableVerdict judged) {
        return new TableRow(
                judged,
                Wording.name(judged.table()),
                Wording.rows(judged.table().sourceRows()),
                Wording.rows(judged.table().targetRows()),
                Wording.difference(judged.table()));
    }
}
