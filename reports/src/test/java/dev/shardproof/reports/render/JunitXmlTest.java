package dev.shardproof.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TestingReports;
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
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.SurefireReportParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class JunitXmlTest {

    private static final List<String> HOSTILE = TestingReports.HOSTILE;

    @TempDir
    Path folder;

    @Test
    void surefiresParserSeesEveryCheckAndFaultOfAPass() throws IOException {
        List<ReportTestSuite> suites = parse(TestingReports.passing());

        assertThat(suites)
                .extracting(ReportTestSuite::getFullClassName)
                .containsExactly(
                        "shardproof.split-2-to-3-slow-target.checks", "shardproof.split-2-to-3-slow-target.run");
        assertThat(suites.get(0).getTestCases())
                .extracting(ReportTestCase::getName)
                .containsExactly("rowCount", "fullChecksum", "sampledChecksum", "latencyBaseline", "placement");
        assertThat(suites.get(1).getTestCases())
                .extracting(ReportTestCase::getName)
                .containsExactly("verdict", "fault slowShard s2");
        assertThat(suites).allSatisfy(suite -> assertThat(suite.getTestCases()).allMatch(ReportTestCase::isSuccessful));
    }

    @Test
    void aFailedCheckIsAFailureWithItsFindingsAndAnInconclusiveOneAnError() throws IOException {
        List<ReportTestSuite> suites = parse(TestingReports.failing());

        ReportTestSuite checks = suites.get(0);
        assertThat(checks.getNumberOfTests()).isEqualTo(3);
        assertThat(checks.getNumberOfFailures()).isEqualTo(2);
        assertThat(checks.getNumberOfErrors()).isEqualTo(1);
        ReportTestCase checksum = checks.getTestCases().get(1);
        assertThat(checksum.getFailureType()).isEqualTo("FAIL");
        assertThat(checksum.getFailureMessage()).isEqualTo("1 of 4 tables differs");
        assertThat(checksum.getFailureDetail())
                .contains("MISSING | public.order_lines | s0 → s2 | order_id=88412, line=1")
                .contains("and 3 more");
        ReportTestCase latency = checks.getTestCases().get(2);
        assertThat(latency.hasError()).isTrue();
        assertThat(latency.getFailureMessage()).isEqualTo("the baseline never got load");
    }

    @Test
    void theReasonsOfTheVerdictAreCasesOfTheSecondSuite() throws IOException {
        ReportTestSuite run = parse(TestingReports.failing()).get(1);

        assertThat(run.getTestCases())
                .filteredOn(testCase -> !testCase.isSuccessful())
                .extracting(ReportTestCase::getName)
                .containsExactly(
                        "verdict",
                        "reason 1: rowCount: 23 rows are missing",
                        "reason 2: fullChecksum: public.order_lines differs");
    }

    @Test
    void aFaultThatNeverBitIsAnError() throws IOException {
        ReportTestSuite run = parse(TestingReports.inconclusive()).get(1);

        ReportTestCase fault = run.getTestCases().get(run.getTestCases().size() - 1);
        assertThat(fault.getName()).isEqualTo("fault slowShard s2");
        assertThat(fault.hasError()).isTrue();
        assertThat(fault.getFailureMessage()).isEqualTo("the fault never bit");
    }

    @Test
    void aRunWithoutAnyCheckIsNotGreen() throws IOException {
        ReportTestSuite run = parse(TestingReports.endedEarly()).get(1);

        assertThat(run.getNumberOfErrors()).isPositive();
    }

    @Test
    void theFileFitsTheCommonSchema() throws Exception {
        for (RunReport report : List.of(
                TestingReports.passing(),
                TestingReports.failing(),
                TestingReports.inconclusive(),
                TestingReports.endedEarly())) {
            validate(JunitXml.render(report));
        }
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextIsTextAndNothingElse(String text) throws Exception {
        String xml = JunitXml.render(TestingReports.with(text));

        validate(xml);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(5);
        Element failure = (Element) document.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).doesNotContain("\u001B", "\u202E", "\n");
    }

    private static void validate(String xml) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(JunitXmlTest.class.getResource("junit.xsd"))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    private List<ReportTestSuite> parse(RunReport report) throws IOException {
        // The parser reads files by Surefire's own name.
        Files.writeString(folder.resolve("TEST-shardproof.xml"), JunitXml.render(report), StandardCharsets.UTF_8);
        return new SurefireReportParser(List.of(folder.toFile()), new NullConsoleLogger()).parseXMLReportFiles();
    }
}
