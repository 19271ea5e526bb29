package dev.shardproof.reports.format;

import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A test case: FAIL becomes a {@code failure}, INCONCLUSIVE an {@code error}. All text may be untrusted.
 *
 * @param name its name
 * @param verdict how it went
 * @param message why, in one line; not written for a pass
 * @param text the evidence; not written for a pass
 * @param output what a reader may want to see besides; empty for none
 * @param took its time
 */
public record JunitCase(String name, Verdict verdict, String message, String text, String output, Duration took) {
    public JunitCase {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(verdict, "verdict is null");
        Objects.requireNonNull(message, "message is null");
        Objects.requireNonNull(text, "text is null");
        Objects.requireNonNull(output, "output is null");
        Objects.requireNonNull(took, "took is null");
    }

    /** A case without a time of its own, of which its message says all. */
    public static JunitCase of(String name, Verdict verdict, String message, String output) {
        return new JunitCase(name, verdict, message, message, output, Duration.ZERO);
    }

    /** A check with its findings, one a line, and its facts as output. */
    public static JunitCase of(CheckResult check) {
        StringBuilder findings = new StringBuilder(check.summary()).append('\n');
        for (Finding finding : check.findings()) {
            findings.append(line(finding)).append('\n');
        }
        long more = check.findingsTotal() - check.findings().size();
        if (more > 0) {
            findings.append("and ").append(more).append(" more\n");
        }
        StringBuilder facts = new StringBuilder();
        facts.append(check.summary()).append("\nexamined: ").append(check.examined());
        check.facts()
                .forEach((name, value) ->
                        facts.append('\n').append(name).append(": ").append(value));
        return new JunitCase(
                check.check(), check.verdict(), check.summary(), findings.toString(), facts.toString(), check.took());
    }

    /** A finding on a line of its own, whatever its key holds. */
    public static String line(Finding finding) {
        StringBuilder line = new StringBuilder(finding.kind().name());
        for (String part : List.of(finding.table(), finding.shard(), finding.key(), finding.detail())) {
            if (!part.isEmpty()) {
                line.append(" | ").append(UntrustedText.oneLine(part));
            }
        }
        return line.toString();
    }
}
