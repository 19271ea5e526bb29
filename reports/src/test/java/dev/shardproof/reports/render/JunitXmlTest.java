package dev.shardproof.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.format.TestingJunit;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TestingReports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

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
                .containsExactly(
                        "verdict",
                        "fault slowShard s2",
                        "guard cpu > 85% for 60s: alert",
                        "guard readP99 > 50ms for 10s: throttle");
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

        ReportTestCase fault = run.getTestCases().stream()
                .filter(testCase -> testCase.getName().startsWith("fault "))
                .findFirst()
                .orElseThrow();
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
            TestingJunit.validate(JunitXml.render(report));
        }
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextIsTextAndNothingElse(String text) throws Exception {
        String xml = JunitXml.render(TestingReports.with(text));

        TestingJunit.validate(xml);
        Document document = TestingJunit.document(xml);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(6);
        Element failure = (Element) document.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).doesNotContain("\u001B", "\u202E", "\n");
    }

    private List<ReportTestSuite> parse(RunReport report) throws IOException {
        return TestingJunit.parse(JunitXml.render(report), folder);
    }
}
