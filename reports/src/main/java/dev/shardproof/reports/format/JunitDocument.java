package dev.shardproof.reports.format;

import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.Verdict;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A document in the XML dialect of JUnit and Surefire, which CI servers read.
 *
 * @param name what was tested, e.g. a scenario's name; untrusted
 * @param start when it started
 * @param took how long it took in all
 * @param properties written into every suite, sorted by name
 * @param suites test cases by the last part of their suite's name, in their order
 */
public record JunitDocument(
        String name,
        Instant start,
        Duration took,
        Map<String, String> properties,
        Map<String, List<JunitCase>> suites) {

    /** The dialect's time has no zone; it is UTC by its schema. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    public JunitDocument {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(start, "start is null");
        Objects.requireNonNull(took, "took is null");
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
        suites = Collections.unmodifiableMap(new LinkedHashMap<>(suites));
    }

    /** The document as text. */
    public String render() {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            new Output(xml).write();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("junit.xml can not be rendered: " + e.getMessage(), e);
        }
        return out.toString();
    }

    private final class Output {

        private final XMLStreamWriter xml;

        Output(XMLStreamWriter xml) {
            this.xml = xml;
        }

        void write() throws XMLStreamException {
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            attribute("name", "shardproof " + name);
            counts(suites.values().stream().flatMap(List::stream).toList(), took);
            for (var suite : suites.entrySet()) {
                suite(suite.getKey(), suite.getValue());
            }
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
        }

        private void suite(String part, List<JunitCase> cases) throws XMLStreamException {
            String suite = "shardproof." + className(name) + "." + part;
            xml.writeCharacters("\n  ");
            xml.writeStartElement("testsuite");
            attribute("name", suite);
            attribute("timestamp", TIMESTAMP.format(start));
            counts(cases, cases.stream().map(JunitCase::took).reduce(Duration.ZERO, Duration::plus));
            properties();
            for (JunitCase testCase : cases) {
                write(suite, testCase);
            }
            xml.writeCharacters("\n  ");
            xml.writeEndElement();
        }

        private void properties() throws XMLStreamException {
            xml.writeCharacters("\n    ");
            xml.writeStartElement("properties");
            for (var property : properties.entrySet()) {
                xml.writeEmptyElement("property");
                attribute("name", property.getKey());
                attribute("value", property.getValue());
            }
            xml.writeEndElement();
        }

        private void write(String suite, JunitCase testCase) throws XMLStreamException {
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

        private void counts(List<JunitCase> cases, Duration time) throws XMLStreamException {
            attribute("tests", Integer.toString(cases.size()));
            attribute("failures", count(cases, Verdict.FAIL));
            attribute("errors", count(cases, Verdict.INCONCLUSIVE));
            attribute("skipped", "0");
            attribute("time", seconds(time));
        }

        private void attribute(String attribute, String value) throws XMLStreamException {
            xml.writeAttribute(attribute, UntrustedText.oneLine(value));
        }
    }

    private static String count(List<JunitCase> cases, Verdict verdict) {
        return Long.toString(
                cases.stream().filter(each -> each.verdict() == verdict).count());
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3f", took.toMillis() / 1_000.0);
    }

    /** Readers split class names at dots; anything unusual in a name becomes an underscore. */
    private static String className(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "_");
    }
}
