package dev.shardproof.reports.verification;

import dev.shardproof.reports.format.JunitCase;
import dev.shardproof.reports.format.JunitDocument;
import dev.shardproof.reports.text.Figures;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.TableReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The report in the XML dialect of JUnit and Surefire.
 *
 * <p>Three suites: a case for each check; a case for each table, and for each table that no check covered; and the
 * verdict with the self-test, a case for each check in it. Red and green are those of the exit code: tables that no check
 * covered are failures unless the plan let them pass, which is a case of its own then and says so.
 */
final class VerificationJunit {

    private VerificationJunit() {}

    static String render(VerificationDocument document) {
        VerificationReport report = document.report();
        Map<String, List<JunitCase>> suites = new LinkedHashMap<>();
        suites.put("checks", report.checks().stream().map(JunitCase::of).toList());
        suites.put("tables", tables(report));
        suites.put("verification", verification(document));
        Map<String, String> properties =
                Map.of("runId", document.runId(), "shardproof", document.toolVersion(), "plan", document.plan());
        return new JunitDocument(document.plan(), report.start(), report.took(), properties, suites).render();
    }

    private static List<JunitCase> tables(VerificationReport report) {
        List<JunitCase> cases = new ArrayList<>();
        report.tables().forEach(table -> cases.add(caseOf(TableVerdict.of(table, report))));
        Verdict uncovered = report.verdict() == Verdict.PASS ? Verdict.PASS : Verdict.FAIL;
        report.uncovered()
                .forEach(table -> cases.add(JunitCase.of(
                        "uncovered " + table, uncovered, "no check covers this table", "no check covers this table")));
        return cases;
    }

    private static JunitCase caseOf(TableVerdict judged) {
        String findings = judged.findings().stream()
                .map(finding -> JunitCase.line(finding) + "\n")
                .collect(Collectors.joining("", judged.reason() + "\n", ""));
        return new JunitCase(
                Wording.name(judged.table()),
                judged.verdict(),
                judged.reason(),
                findings,
                facts(judged.table()),
                Duration.ZERO);
    }

    private static String facts(TableReport table) {
        List<String> facts = new ArrayList<>();
        facts.add("rows: %s on the sources, %s on the targets"
                .formatted(Wording.rows(table.sourceRows()), Wording.rows(table.targetRows())));
        facts.add("key: " + (table.key().isEmpty() ? "none, whole rows are compared" : String.join(", ", table.key())));
        facts.add("checks: " + (table.checks().isEmpty() ? "none" : String.join(", ", table.checks())));
        if (!table.ignored().isEmpty()) {
            facts.add("not compared: " + String.join(", ", table.ignored()));
        }
        facts.addAll(table.notes());
        return String.join("\n", facts);
    }

    private static List<JunitCase> verification(VerificationDocument document) {
        VerificationReport report = document.report();
        List<String> lines = new ArrayList<>(VerdictSentence.reasons(report));
        String output = "verdict %s, exit code %d, %s read in %s"
                .formatted(
                        document.verdict(),
                        document.exitCode(),
                        VerdictSentence.some(report.cost().rowsRead(), "row"),
                        Figures.duration(report.took()));
        String cautions =
                Cautions.of(report).stream().map(caution -> "\n" + caution).collect(Collectors.joining());
        List<JunitCase> cases = new ArrayList<>();
        cases.add(new JunitCase(
                "verdict",
                document.verdict(),
                document.reason(),
                String.join("\n", lines),
                output + cautions,
                Duration.ZERO));
        Optional<String> failure = report.selfTest().flatMap(SelfTestReport::failure);
        failure.ifPresent(reason -> cases.add(JunitCase.of("self-test", Verdict.INCONCLUSIVE, reason, "")));
        report.selfTest().stream()
                .flatMap(test -> test.rows().stream())
                .forEach(row -> cases.add(JunitCase.of(
                        "self-test " + row.check(),
                        row.blind() ? Verdict.INCONCLUSIVE : Verdict.PASS,
                        "the check is blind: it found none of %d planted".formatted(row.planted()),
                        "planted: %d\nfound: %d%s"
                                .formatted(
                                        row.planted(),
                                        row.found(),
                                        row.missed().isEmpty()
                                                ? ""
                                                : "\nmissed: " + String.join(", ", row.missed())))));
        return cases;
    }
}
