package dev.shardproof.reports.format;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.SurefireReportParser;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** A JUnit document as CI servers read it. */
public final class TestingJunit {

    private TestingJunit() {}

    /** What Surefire's own parser reads, with the help of a folder to put a file into. */
    public static List<ReportTestSuite> parse(String xml, Path folder) throws IOException {
        // The parser reads files by Surefire's own name.
        Files.writeString(folder.resolve("TEST-shardproof.xml"), xml, StandardCharsets.UTF_8);
        return new SurefireReportParser(List.of(folder.toFile()), new NullConsoleLogger()).parseXMLReportFiles();
    }

    /** Throws if it does not fit the common schema. */
    public static void validate(String xml) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(TestingJunit.class.getResource("junit.xsd"))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    /** The document as a tree. */
    public static Document document(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
