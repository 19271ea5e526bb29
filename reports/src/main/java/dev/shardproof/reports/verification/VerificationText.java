package dev.shardproof.reports.verification;

import dev.shardproof.reports.format.VerdictMark;
import dev.shardproof.reports.live.CheckLines;
import dev.shardproof.reports.live.TerminalStyle;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.TableReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The report on one screen of a terminal. Text from outside is made visible first, so that it can not drive the
 * terminal. Pure functions, thread-safe.
 */
public final class VerificationText {

    private static final int LINES_SHOWN = 5;
    private static final int LINE_LIMIT = 400;

    private VerificationText() {}

    /**
     * Everything: the checks with their first findings, then {@link #closing}.
     *
     * @param out gets lines with line feeds
     * @throws IOException if {@code out} can not be written to
     */
    public static void write(VerificationReport report, TerminalStyle style, Appendable out) throws IOException {
        for (String line : lines(report, style)) {
            out.append(line).append('\n');
        }
    }

    /** Everything as lines without line ends. When quiet, only the checks that did not pass. */
    public static List<String> lines(VerificationReport report, TerminalStyle style) {
        Objects.requireNonNull(style, "style is null");
        List<String> lines = new ArrayList<>();
        report.checks().stream()
                .filter(check -> !style.quiet() || check.verdict() != Verdict.PASS)
                .forEach(check -> lines.addAll(CheckLines.of(check, style)));
        lines.addAll(closing(report, style));
        return lines;
    }

    /**
     * What there is to say after the checks, for callers that have shown each check when it was done: tables, self-test,
     * cost and the verdict, which is the last line. When quiet, only what speaks against a pass and the verdict.
     */
    public static List<String> closing(VerificationReport report, TerminalStyle style) {
        List<String> lines = new ArrayList<>();
        List<TableReport> unjudged = report.tables().stream()
                .filter(table -> !table.unjudged().isEmpty())
                .toList();
        few(
                lines,
                "not judged",
                unjudged.stream()
                        .map(table -> Wording.name(table) + ": " + table.unjudged())
                        .toList());
        few(lines, "uncovered", report.uncovered());
        if (!style.quiet()) {
            few(lines, "keep in mind", Cautions.of(report));
        }
        selfTest(report, style, lines);
        if (!style.quiet()) {
            lines.add(labelled("cost", Wording.cost(report.cost())));
        }
        Verdict verdict = report.verdict();
        lines.add(style.paint(
                verdict, VerdictMark.of(verdict) + " " + UntrustedText.oneLine(VerdictSentence.of(report))));
        return lines;
    }

    private static void selfTest(VerificationReport report, TerminalStyle style, List<String> lines) {
        if (report.selfTest().isEmpty()) {
            return;
        }
        SelfTestReport test = report.selfTest().get();
        test.failure().ifPresent(failure -> lines.add(labelled("self-test", "could not be made: " + failure)));
        List<SelfTestReport.Row> rows = test.rows().stream()
                .filter(row -> row.planted() > 0 && (!style.quiet() || row.blind()))
                .toList();
        if (!rows.isEmpty()) {
            lines.add(labelled(
                    "self-test", rows.stream().map(VerificationText::row).collect(Collectors.joining(", "))));
        }
    }

    private static String row(SelfTestReport.Row row) {
        String found = "%s %d of %d".formatted(row.check(), row.found(), row.planted());
        return row.blind() ? found + " (blind)" : found;
    }

    private static void few(List<String> lines, String label, List<String> items) {
        items.stream().limit(LINES_SHOWN).forEach(item -> lines.add(labelled(label, item)));
        if (items.size() > LINES_SHOWN) {
            lines.add(labelled(label, "… and %d more".formatted(items.size() - LINES_SHOWN)));
        }
    }

    private static String labelled(String label, String text) {
        return "  %-18s %s".formatted(label, UntrustedText.shortened(UntrustedText.oneLine(text), LINE_LIMIT));
    }
}
