package dev.shardproof.reports.render;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.io.StringWriter;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The report in the XML dialect of JUnit and Surefire, which CI servers read.
 *
 * <p>The first suite has a test case for each check; the second one has the run's verdict, each of its reasons, and each
 * fault. FAIL becomes a {@code failure}, INCONCLUSIVE an {@code error}. A fault that never bit, or was not healed, is
 * an error. So the file is green only if the verdict is a pass.
 */
final class JunitXml {

    /** The dialect's time has no zone; it is UTC by its schema. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private record Case(String name, Verdict verdict, String message, String text, String output, Duration took) {}

    private final RunReport report;
    private final XMLStreamWriter xml;

    private JunitXml(RunReport report, XMLStreamWriter xml) {
        this.report = report;
        this.xml = xml;
    }

    static String render(RunReport report) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            new JunitXml(report, xml).write();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("junit.xml can not be rendered: " + e.getMessage(), e);
        }
        return out.toString();
    }

    private void write() throws XMLStreamException {
        List<Case> checks = report.checks().stream().map(JunitXml::caseOf).toList();
        List<Case> run = runCases();
        List<Case> all = new ArrayList<>(checks);
        all.addAll(run);
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        attribute("name", "shardproof " + report.scenario().name());
        counts(all, report.took());
        suite("checks", checks);
        suite("run", run);
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndDocument();
    }

    private void suite(String name, List<Case> cases) throws XMLStreamException {
        String suite = "shardproof." + className(report.scenario().name()) + "." + name;
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        attribute("name", suite);
        attribute("timestamp", TIMESTAMP.format(report.start()));
        counts(cases, cases.stream().map(Case::took).reduce(Duration.ZERO, Duration::plus));
        properties();
        for (Case testCase : cases) {
            write(suite, testCase);
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private void properties() throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("properties");
        Map<String, String> properties = Map.of(
                "seed", Long.toString(report.scenario().seed()),
                "runId", report.runId(),
                "shardproof", report.toolVersion());
        for (String name : properties.keySet().stream().sorted().toList()) {
            xml.writeEmptyElement("property");
            attribute("name", name);
            attribute("value", properties.get(name));
        }
        xml.writeEndElement();
    }

    private void write(String suite, Case testCase) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        attribute("name", testCase.name());
        attribute("classname", suite);
        attribute("time", seconds(testCase.took()));
        if (testCase.verdict() != Verdict.PASS) {
            xml.writeStartElement(testCase.verdict() == Verdict.FAIL ? "failure" : "error");
            attribute("message", testCase.message());
            attribute("type", testCase.verdict().name());
            xml.writeCharacters(UntrustedText.lines(testCase.text()));
            xml.writeEndElement();
        }
        if (!testCase.output().isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(UntrustedText.lines(testCase.output()));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private List<Case> runCases() {
        List<Case> cases = new ArrayList<>();
        Verdict verdict = report.outcome().verdict();
        List<String> reasons = report.outcome().reasons();
        String all = String.join("\n", reasons);
        String output = "verdict %s, exit code %d, expected %s: %s"
                .formatted(
                        verdict,
                        report.outcome().exitCode(),
                        report.outcome().expect(),
                        report.outcome().expectationMet() ? "met" : "not met");
        cases.add(new Case("verdict", verdict, Headline.of(report), all, output, Duration.ZERO));
        for (int i = 0; i < reasons.size(); i++) {
            String name = "reason %d: %s".formatted(i + 1, reasons.get(i));
            cases.add(new Case(name, verdict, reasons.get(i), reasons.get(i), "", Duration.ZERO));
        }
        report.faults().forEach(fault -> cases.add(caseOf(fault)));
        return cases;
    }

    private static Case caseOf(CheckResult check) {
        StringBuilder findings = new StringBuilder(check.summary()).append('\n');
        for (Finding finding : check.findings()) {
            findings.append(finding.kind());
            for (String part : List.of(finding.table(), finding.shard(), finding.key(), finding.detail())) {
                if (!part.isEmpty()) {
                    // A line of its own for each finding, whatever its key holds.
                    findings.append(" | ").append(UntrustedText.oneLine(part));
                }
            }
            findings.append('\n');
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
        return new Case(
                check.check(), check.verdict(), check.summary(), findings.toString(), facts.toString(), check.took());
    }

    private static Case caseOf(FaultReport fault) {
        String name = "fault %s%s"
                .formatted(fault.name(), fault.shard().map(s -> " " + s).orElse(""));
        String message = !fault.bitten() ? "the fault never bit" : !fault.healed() ? "the fault was not healed" : "";
        String effect = fault.measured()
                .map(m -> "%s: %s before, %s during, %s after, in %s"
                        .formatted(m.figure(), m.before(), m.during(), m.after(), m.unit()))
                .orElse("nothing was measured");
        String text = "%s, placed at %s\nexpected: %s\n%s"
                .formatted(fault.description(), fault.placedAt(), fault.expectedEffect(), effect);
        Duration took = fault.start()
                .flatMap(start -> fault.end().map(end -> Duration.between(start, end)))
                .orElse(Duration.ZERO);
        return new Case(name, message.isEmpty() ? Verdict.PASS : Verdict.INCONCLUSIVE, message, message, text, took);
    }

    private void counts(List<Case> cases, Duration took) throws XMLStreamException {
        attribute("tests", Integer.toString(cases.size()));
        attribute("failures", count(cases, Verdict.FAIL));
        attribute("errors", count(cases, Verdict.INCONCLUSIVE));
        attribute("skipped", "0");
        attribute("time", seconds(took));
    }

    private static String count(List<Case> cases, Verdict verdict) {
        return Long.toString(
                cases.stream().filter(each -> each.verdict() == verdict).count());
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, UntrustedText.oneLine(value));
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3f", took.toMillis() / 1_000.0);
    }

    /** Readers split class names at dots; anything unusual in a scenario's name becomes an underscore. */
    private static String className(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "_");
    }
}
