package dev.shardproof.reports.format;

import dev.shardproof.reports.text.Figures;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A short Markdown page (GitHub flavour) that grows from top to bottom, made to be appended to a CI job's summary.
 *
 * <p>What is appended must be safe: text from outside goes through {@link #text} first. Not thread-safe.
 */
public final class MarkdownPage {

    private static final int TEXT_LIMIT = 200;
    private static final int FINDINGS_PER_CHECK = 5;

    private final StringBuilder out = new StringBuilder();

    /** Untrusted text, short and without any effect. */
    public static String text(String untrusted) {
        return UntrustedText.markdown(UntrustedText.shortened(untrusted, TEXT_LIMIT));
    }

    /** Appends Markdown as it is. */
    public MarkdownPage append(String markdown) {
        out.append(markdown);
        return this;
    }

    /** A row of a table. */
    public void row(String... cells) {
        out.append(Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** A table of the checks; nothing if there is none. */
    public void checks(List<CheckResult> checks) {
        if (checks.isEmpty()) {
            return;
        }
        row("Check", "Verdict", "Result", "Examined", "Took");
        row("---", "---", "---", "---:", "---:");
        for (CheckResult check : checks) {
            row(
                    text(check.check()),
                    VerdictMark.of(check.verdict()) + " " + check.verdict(),
                    text(check.summary()),
                    Figures.count(check.examined()),
                    Figures.duration(check.took()));
        }
        out.append('\n');
    }

    /** A table of the first findings of each check that has any. */
    public void findings(List<CheckResult> checks) {
        for (CheckResult check : checks) {
            if (check.findings().isEmpty()) {
                continue;
            }
            out.append(
                    "### %s: findings (%s)\n\n".formatted(text(check.check()), Figures.count(check.findingsTotal())));
            row("Kind", "Table", "Shard", "Key", "Detail");
            row("---", "---", "---", "---", "---");
            List<Finding> shown =
                    check.findings().stream().limit(FINDINGS_PER_CHECK).toList();
            for (Finding finding : shown) {
                row(
                        finding.kind().toString(),
                        text(finding.table()),
                        text(finding.shard()),
                        text(finding.key()),
                        text(finding.detail()));
            }
            long more = check.findingsTotal() - shown.size();
            out.append(more > 0 ? "\n… and %s more\n\n".formatted(Figures.count(more)) : "\n");
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
