package dev.shardproof.reports.render;

import static dev.shardproof.reports.format.MarkdownPage.text;

import dev.shardproof.reports.format.MarkdownPage;
import dev.shardproof.reports.format.VerdictMark;
import dev.shardproof.reports.run.ApplicationPhase;
import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.LatencyReport.PhaseLatency;
import dev.shardproof.reports.run.LoadReport;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.text.Figures;
import dev.shardproof.verifier.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report as one short Markdown page (GitHub flavour), made to be appended to a CI job's summary: a few kilobytes,
 * whatever the data holds. All text goes through {@link MarkdownPage#text}.
 */
final class MarkdownSummary {

    private final RunReport report;
    private final MarkdownPage out = new MarkdownPage();

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
                        VerdictMark.of(verdict), verdict, text(report.scenario().name())));
        out.append(text(Headline.of(report)) + "\n\n");
        String expectation = Headline.expectation(report);
        Stream.concat(
                        report.outcome().reasons().stream(),
                        expectation.isEmpty() ? Stream.empty() : Stream.of(expectation))
                .forEach(line -> out.append("- " + text(line) + "\n"));
        out.append("\n");
        out.checks(report.checks());
        out.findings(report.checks());
        faults();
        latency();
        application();
        out.append("Seed %d, %s, %s. Replay: %s\n"
                .formatted(
                        report.scenario().seed(),
                        text(Figures.duration(report.took())),
                        text(report.environment().databaseVersion()),
                        text(report.scenario().replay())));
        return out.toString();
    }

    private void faults() {
        if (report.faults().isEmpty()) {
            return;
        }
        out.row("Fault", "Placed at", "Measured", "Before", "During", "After", "Proof");
        out.row("---", "---", "---", "---:", "---:", "---:", "---");
        for (FaultReport fault : report.faults()) {
            String name = "%s %s %s".formatted(fault.name(), fault.target(), fault.description());
            out.row(
                    text(name),
                    text(fault.placedAt()),
                    measured(fault, effect -> text(effect.figure())),
                    measured(fault, effect -> figure(effect, effect.before())),
                    measured(fault, effect -> figure(effect, effect.during())),
                    measured(fault, effect -> figure(effect, effect.after())),
                    fault.bitten() && fault.healed() ? fault.ending() : "**" + fault.ending() + "**");
        }
        out.append("\n");
        coverage();
    }

    private void coverage() {
        FaultCoverage coverage = FaultCoverage.of(report);
        if (coverage.phases().isEmpty()) {
            return;
        }
        List<String> head = new ArrayList<>(List.of("Fault by phase"));
        coverage.phases().forEach(phase -> head.add(text(phase)));
        out.row(head.toArray(String[]::new));
        out.row(head.stream().map(cell -> "---").toArray(String[]::new));
        for (FaultCoverage.Row row : coverage.rows()) {
            List<String> cells = new ArrayList<>(List.of(text(row.fault())));
            row.cells().forEach(cell -> cells.add(cell.isEmpty() ? "–" : cell));
            out.row(cells.toArray(String[]::new));
        }
        out.append("\n");
    }

    private static String measured(FaultReport fault, Function<FaultReport.Effect, String> part) {
        return fault.effects().isEmpty()
                ? "nothing"
                : fault.effects().stream().map(part).collect(Collectors.joining("<br>"));
    }

    private static String figure(FaultReport.Effect effect, OptionalDouble value) {
        return value.isEmpty() ? "–" : (Figures.significant(value.getAsDouble()) + " " + text(effect.unit())).strip();
    }

    private void latency() {
        if (report.latency().overall().isEmpty()) {
            return;
        }
        out.row("Phase", "Requests", "Failed", "p50", "p99", "p99.9", "max");
        out.row("---", "---:", "---:", "---:", "---:", "---:", "---:");
        for (PhaseLatency phase : report.latency().overall()) {
            out.row(
                    text(phase.phase()),
                    Figures.count(phase.count()),
                    Figures.count(phase.failed()),
                    micros(phase, phase.p50Micros()),
                    micros(phase, phase.p99Micros()),
                    micros(phase, phase.p999Micros()),
                    micros(phase, phase.maxMicros()));
        }
        out.append("\n");
    }

    private void application() {
        List<ApplicationPhase> phases =
                report.load().map(LoadReport::application).orElse(List.of());
        if (phases.isEmpty()) {
            return;
        }
        out.row("Application", "Goodput/s", "Attempts a request", "Retries refused", "Breaker rejected", "Stale epoch");
        out.row("---", "---:", "---:", "---:", "---:", "---:");
        for (ApplicationPhase phase : phases) {
            out.row(
                    text(phase.phase()),
                    Figures.significant(phase.goodputPerSecond()),
                    Figures.significant(phase.amplification()),
                    Figures.count(phase.retriesRefused()),
                    Figures.count(phase.breakerRejected()),
                    Figures.count(phase.staleRequests()));
        }
        out.append("\n");
    }

    private static String micros(PhaseLatency phase, long micros) {
        return phase.count() == 0 ? "–" : Figures.micros(micros);
    }
}
