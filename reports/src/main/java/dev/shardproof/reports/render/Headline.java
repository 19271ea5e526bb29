package dev.shardproof.reports.render;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.MigrationReport;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.text.Figures;
import dev.shardproof.verifier.check.Verdict;
import java.util.ArrayList;
import java.util.List;

/** The one sentence that stands next to the verdict on every page. */
final class Headline {

    private Headline() {}

    static String of(RunReport report) {
        List<String> parts = new ArrayList<>();
        long passed = report.checks().stream()
                .filter(check -> check.verdict() == Verdict.PASS)
                .count();
        parts.add(
                report.checks().isEmpty()
                        ? "no check ran"
                        : "%d of %d checks passed"
                                .formatted(passed, report.checks().size()));
        if (!report.faults().isEmpty()) {
            long bitten = report.faults().stream().filter(FaultReport::bitten).count();
            parts.add("%d of %d faults shown to have bitten"
                    .formatted(bitten, report.faults().size()));
        }
        report.migration().ifPresent(migration -> {
            long rows = migration.streams().stream()
                    .mapToLong(MigrationReport.Stream::rows)
                    .sum();
            parts.add(Figures.count(rows) + " rows copied");
        });
        return String.join(" · ", parts);
    }

    /** Whether the scenario got what it expected; empty if it simply expected a pass and got one. */
    static String expectation(RunReport report) {
        boolean plainPass = report.outcome().verdict() == Verdict.PASS
                && report.outcome().expect().equals("pass");
        if (plainPass) {
            return "";
        }
        return "expected: %s, %s"
                .formatted(report.outcome().expect(), report.outcome().expectationMet() ? "as it came" : "not met");
    }
}
