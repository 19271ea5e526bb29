package dev.shardproof.reports.live;

import dev.shardproof.reports.text.Figures;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A check's result on a terminal: one line, and its first findings under it. Pure functions, thread-safe. */
public final class CheckLines {

    private static final int FINDINGS_SHOWN = 3;
    private static final int PART_LIMIT = 160;

    private CheckLines() {}

    /** The lines, without line ends; what comes from outside can not drive the terminal. */
    public static List<String> of(CheckResult result, TerminalStyle style) {
        List<String> lines = new ArrayList<>();
        lines.add("%s %-18s %s  %s  (%s)"
                .formatted(
                        style.mark(result.verdict()),
                        UntrustedText.oneLine(result.check()),
                        style.paint(result.verdict(), "%-12s".formatted(result.verdict())),
                        UntrustedText.oneLine(result.summary()),
                        Figures.duration(result.took())));
        List<Finding> shown = result.findings().stream().limit(FINDINGS_SHOWN).toList();
        shown.forEach(finding -> lines.add("    " + line(finding)));
        long more = result.findingsTotal() - shown.size();
        if (more > 0) {
            lines.add("    … and %s more".formatted(Figures.count(more)));
        }
        return lines;
    }

    private static String line(Finding finding) {
        StringBuilder text = new StringBuilder(finding.kind().name().toLowerCase(Locale.ROOT));
        for (String part : List.of(finding.table(), finding.shard(), finding.key(), finding.detail())) {
            if (!part.isEmpty()) {
                text.append("  ").append(UntrustedText.shortened(UntrustedText.oneLine(part), PART_LIMIT));
            }
        }
        return text.toString();
    }
}
