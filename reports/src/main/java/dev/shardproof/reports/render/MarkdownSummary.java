package dev.shardproof.reports.render;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.LatencyReport.PhaseLatency;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.text.Figures;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report as one short Markdown page (GitHub flavour), made to be appended to a CI job's summary: a few kilobytes,
 * whatever the data holds. All text goes through {@link UntrustedText#markdown}.
 */
final class MarkdownSummary {

    private static final int TEXT_LIMIT = 200;
    private static final int FINDINGS_PER_CHECK = 5;

    private final RunReport report;
    private final StringBuilder out = new StringBuilder();

    private MarkdownSummary(RunReport report) {
        this.report = report;
    }

    static String render(RunReport report) {
        return new MarkdownSummary(report).page();
    }

    private String page() {
        Verdict verdict = report.outcome().verdict();
        out.append("## %s %s: %s\n\n"
                .formatted(
                        Headline.mark(verdict), verdict, text(report.scenario().name())));
        out.append(text(Headline.of(report))).append("\n\n");
        String expectation = Headline.expectation(report);
        Stream.concat(
                        report.outcome().reasons().stream(),
                        expectation.isEmpty() ? Stream.empty() : Stream.of(expectation))
                .forEach(line -> out.append("- ").append(text(line)).append('\n'));
        out.append('\n');
        checks();
        findings();
        faults();
        latency();
        out.append("Seed %d, %s, %s. Replay: %s\n"
                .formatted(
                        report.scenario().seed(),
                        text(Figures.duration(report.took())),
                        text(report.environment().databaseVersion()),
                        text(report.scenario().replay())));
        return out.toString();
    }

    private void checks() {
        if (report.checks().isEmpty()) {
            return;
        }
        row("Check", "Verdict", "Result", "Examined", "Took");
        row("---", "---", "---", "---:", "---:");
        for (CheckResult check : report.checks()) {
            row(
                    text(check.check()),
                    Headline.mark(check.verdict()) + " " + check.verdict(),
                    text(check.summary()),
                    Figures.count(check.examined()),
                    Figures.duration(check.took()));
        }
        out.append('\n');
    }

    private void findings() {
        for (CheckResult check : report.checks()) {
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

    private void faults() {
        if (report.faults().isEmpty()) {
            return;
        }
        row("Fault", "Placed at", "Measured", "Before", "During", "After", "Bitten", "Healed");
        row("---", "---", "---", "---:", "---:", "---:", "---", "---");
        for (FaultReport fault : report.faults()) {
            String name = "%s %s %s".formatted(fault.name(), fault.shard().orElse(""), fault.description());
            row(
                    text(name),
                    text(fault.placedAt()),
                    fault.measured().map(m -> text(m.figure())).orElse("nothing"),
                    measured(fault, FaultReport.Effect::before),
                    measured(fault, FaultReport.Effect::during),
                    measured(fault, FaultReport.Effect::after),
                    fault.bitten() ? "yes" : "**no**",
                    fault.healed() ? "yes" : "**no**");
        }
        out.append('\n');
    }

    private static String measured(FaultReport fault, ToDoubleFunction<FaultReport.Effect> figure) {
        return fault.measured()
                .map(m -> Figures.significant(figure.applyAsDouble(m)) + " " + text(m.unit()))
                .orElse("");
    }

    private void latency() {
        if (report.latency().overall().isEmpty()) {
            return;
        }
        row("Phase", "Requests", "Failed", "p50", "p99", "p99.9", "max");
        row("---", "---:", "---:", "---:", "---:", "---:", "---:");
        for (PhaseLatency phase : report.latency().overall()) {
            row(
                    text(phase.phase()),
                    Figures.count(phase.count()),
                    Figures.count(phase.failed()),
                    micros(phase, phase.p50Micros()),
                    micros(phase, phase.p99Micros()),
                    micros(phase, phase.p999Micros()),
                    micros(phase, phase.maxMicros()));
        }
        out.append('\n');
    }

    private static String micros(PhaseLatency phase, long micros) {
        return phase.count() == 0 ? "–" : Figures.micros(micros);
    }

    private void row(String... cells) {
        out.append(Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String text(String untrusted) {
        return UntrustedText.markdown(UntrustedText.shortened(untrusted, TEXT_LIMIT));
    }
}
