package dev.shardproof.reports.verification;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.TableReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the report says of one table. A report keeps only the first findings of a check, so a table of which none is kept
 * is not cleared by that: it is INCONCLUSIVE where findings of a check that looked at it were cut off.
 *
 * @param table the table
 * @param verdict FAIL if a check failed with a finding in it; PASS if checks looked, none of them blind, and found nothing
 * @param reason why it is no pass; empty for a pass; untrusted
 * @param findings the kept findings in it
 */
record TableVerdict(TableReport table, Verdict verdict, String reason, List<Finding> findings) {

    /** The worst first, otherwise in the report's order. */
    static List<TableVerdict> worstFirst(VerificationReport report) {
        return report.tables().stream()
                .map(table -> of(table, report))
                .sorted(Comparator.comparing(TableVerdict::verdict).reversed())
                .toList();
    }

    static TableVerdict of(TableReport table, VerificationReport report) {
        List<Finding> findings = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        List<String> doubts = new ArrayList<>();
        if (!table.unjudged().isEmpty()) {
            doubts.add(table.unjudged());
        }
        for (CheckResult check : report.checks()) {
            List<Finding> here = check.findings().stream()
                    .filter(finding -> isOf(finding, table))
                    .toList();
            if (!here.isEmpty()) {
                findings.addAll(here);
                (check.verdict() == Verdict.FAIL ? wrong : doubts).add(number(check, here.size()));
            }
        }
        if (!wrong.isEmpty()) {
            return new TableVerdict(table, Verdict.FAIL, String.join("; ", wrong), findings);
        }
        doubt(table, report).ifPresent(doubts::add);
        return doubts.isEmpty()
                ? new TableVerdict(table, Verdict.PASS, "", List.of())
                : new TableVerdict(table, Verdict.INCONCLUSIVE, String.join("; ", doubts), findings);
    }

    private static boolean isOf(Finding finding, TableReport table) {
        return finding.table().equals(table.source()) || finding.table().equals(table.target());
    }

    private static String number(CheckResult check, int here) {
        String more = check.findingsTotal() > check.findings().size() ? "at least " : "";
        return check.check() + ": " + more + VerdictSentence.some(here, "finding");
    }

    /** Why the checks that looked at a table without a finding do not clear it. */
    private static Optional<String> doubt(TableReport table, VerificationReport report) {
        if (!table.unjudged().isEmpty()) {
            return Optional.empty(); // said already
        }
        if (table.checks().isEmpty()) {
            return Optional.of("no check looked at it");
        }
        return table.checks().stream()
                .flatMap(name -> doubt(name, report).stream())
                .findFirst();
    }

    private static Optional<String> doubt(String name, VerificationReport report) {
        Optional<CheckResult> result = report.check(name);
        if (result.isEmpty()) {
            return Optional.of(name + " has no result");
        }
        if (isBlind(name, report)) {
            return Optional.of(name + " is blind in the self-test");
        }
        CheckResult check = result.get();
        boolean explained = check.examined() > 0
                && report.tables().stream().anyMatch(table -> !table.unjudged().isEmpty());
        if (check.verdict() == Verdict.INCONCLUSIVE && !explained) {
            return Optional.of(name + " is inconclusive: " + check.summary());
        }
        if (check.findingsTotal() > check.findings().size()) {
            return Optional.of("%s found %s, of which %d are kept: whether more are in this table is not known"
                    .formatted(
                            name,
                            VerdictSentence.some(check.findingsTotal(), "problem"),
                            check.findings().size()));
        }
        return Optional.empty();
    }

    /** Whether a check saw nothing of what was planted for it, so that it clears no table. */
    static boolean isBlind(String check, VerificationReport report) {
        return report.selfTest().stream()
                .flatMap(test -> test.rows().stream())
                .anyMatch(row -> row.check().equals(check) && row.blind());
    }
}
