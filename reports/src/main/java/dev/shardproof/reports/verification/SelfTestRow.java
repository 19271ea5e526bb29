package dev.shardproof.reports.verification;

import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.ArrayList;
import java.util.List;

/**
 * A check in the self-test, with what that means in words.
 *
 * @param row the figures
 * @param verdict PASS if it found all, FAIL if it is blind, INCONCLUSIVE if it missed some or was not tried
 * @param sentence what that means; untrusted
 */
record SelfTestRow(SelfTestReport.Row row, Verdict verdict, String sentence) {

    /** Every check of the self-test, then those of the report that had no part in it; empty if none was made. */
    static List<SelfTestRow> of(VerificationReport report) {
        List<SelfTestRow> rows = new ArrayList<>();
        report.selfTest().ifPresent(test -> {
            test.rows().forEach(row -> rows.add(of(row)));
            report.checks().stream()
                    .map(check -> new SelfTestReport.Row(check.check(), 0, 0, List.of()))
                    .filter(untried ->
                            test.rows().stream().noneMatch(row -> row.check().equals(untried.check())))
                    .forEach(untried -> rows.add(of(untried)));
        });
        return rows;
    }

    private static SelfTestRow of(SelfTestReport.Row row) {
        if (row.planted() == 0) {
            return new SelfTestRow(row, Verdict.INCONCLUSIVE, "Nothing was planted for it: its power is not proven.");
        }
        if (row.blind()) {
            return new SelfTestRow(
                    row,
                    Verdict.FAIL,
                    "Blind: it saw nothing of what it claims to see, so its verdict in this report is worth nothing.");
        }
        return row.missed().isEmpty()
                ? new SelfTestRow(row, Verdict.PASS, "It saw everything that was planted.")
                : new SelfTestRow(row, Verdict.INCONCLUSIVE, "It missed: " + String.join(", ", row.missed()) + ".");
    }
}
