package dev.shardproof.reports.render;

import dev.shardproof.reports.format.JunitCase;
import dev.shardproof.reports.format.JunitDocument;
import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The report in the XML dialect of JUnit and Surefire.
 *
 * <p>The first suite has a test case for each check; the second one has the run's verdict, each of its reasons, and each
 * fault. A fault that never bit, or was not healed, is an error. So the file is green only if the verdict is a pass.
 */
final class JunitXml {

    private JunitXml() {}

    static String render(RunReport report) {
        Map<String, List<JunitCase>> suites = new LinkedHashMap<>();
        suites.put("checks", report.checks().stream().map(JunitCase::of).toList());
        suites.put("run", runCases(report));
        Map<String, String> properties = Map.of(
                "seed", Long.toString(report.scenario().seed()),
                "runId", report.runId(),
                "shardproof", report.toolVersion());
        return new JunitDocument(report.scenario().name(), report.start(), report.took(), properties, suites).render();
    }

    private static List<JunitCase> runCases(RunReport report) {
        List<JunitCase> cases = new ArrayList<>();
        Verdict verdict = report.outcome().verdict();
        List<String> reasons = report.outcome().reasons();
        String output = "verdict %s, exit code %d, expected %s: %s"
                .formatted(
                        verdict,
                        report.outcome().exitCode(),
                        report.outcome().expect(),
                        report.outcome().expectationMet() ? "met" : "not met");
        String all = String.join("\n", reasons);
        cases.add(new JunitCase("verdict", verdict, Headline.of(report), all, output, Duration.ZERO));
        for (int i = 0; i < reasons.size(); i++) {
            cases.add(JunitCase.of("reason %d: %s".formatted(i + 1, reasons.get(i)), verdict, reasons.get(i), ""));
        }
        report.faults().forEach(fault -> cases.add(caseOf(fault)));
        return cases;
    }

    private static JunitCase caseOf(FaultReport fault) {
        String name = "fault %s %s".formatted(fault.name(), fault.target());
        String message = fault.missedItsPlace()
                ? "the fault acted, but not in its place"
                : !fault.bitten() ? "the fault never bit" : !fault.healed() ? "the fault was not healed" : "";
        StringBuilder text = new StringBuilder("%s, placed at %s".formatted(fault.description(), fault.placedAt()));
        for (FaultReport.Effect effect : fault.effects()) {
            text.append("\n%s: %s before, %s during, %s after%s"
                    .formatted(
                            effect.figure(),
                            figure(effect.before()),
                            figure(effect.during()),
                            figure(effect.after()),
                            effect.unit().isEmpty() ? "" : ", in " + effect.unit()));
            effect.leastRise()
                    .ifPresent(
                            rise -> text.append("; it had to rise by at least ").append(rise));
        }
        if (fault.effects().isEmpty()) {
            text.append("\nnothing was measured");
        }
        Duration took = fault.start()
                .flatMap(start -> fault.end().map(end -> Duration.between(start, end)))
                .orElse(Duration.ZERO);
        Verdict verdict = message.isEmpty() ? Verdict.PASS : Verdict.INCONCLUSIVE;
        return new JunitCase(name, verdict, message, message, text.toString(), took);
    }

    private static String figure(OptionalDouble value) {
        return value.isPresent() ? Double.toString(value.getAsDouble()) : "none";
    }
}
