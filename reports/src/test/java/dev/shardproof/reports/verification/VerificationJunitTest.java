package dev.shardproof.reports.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.format.TestingJunit;
import dev.shardproof.reports.run.TestingReports;
import dev.shardproof.verifier.report.VerificationReport;
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

class VerificationJunitTest {

    private static final List<String> HOSTILE = TestingReports.HOSTILE;

    @TempDir
    Path folder;

    @Test
    void surefiresParserSeesACaseForEveryCheckAndEveryTable() throws IOException {
        List<ReportTestSuite> suites = parse(TestingVerifications.passing());

        assertThat(suites)
                .extracting(ReportTestSuite::getFullClassName)
                .containsExactly(
                        "shardproof.shop-split.checks",
                        "shardproof.shop-split.tables",
                        "shardproof.shop-split.verification");
        assertThat(names(suites.get(0))).containsExactly("coverage", "schema", "rowCount", "fullChecksum");
        assertThat(names(suites.get(1)))
                .containsExactly(
                        "public.customers",
                        "public.orders",
                        "public.order_lines → sales.order_lines",
                        "public.currencies");
        assertThat(names(suites.get(2)))
                .containsExactly("verdict", "self-test schema", "self-test rowCount", "self-test fullChecksum");
        assertThat(suites).allSatisfy(suite -> assertThat(suite.getTestCases()).allMatch(ReportTestCase::isSuccessful));
    }

    @Test
    void aFailureIsAFailureAndWhatCouldNotBeJudgedAnError() throws IOException {
        List<ReportTestSuite> suites = parse(TestingVerifications.failing());

        ReportTestSuite checks = suites.get(0);
        assertThat(checks.getNumberOfFailures()).isEqualTo(3);
        assertThat(checks.getNumberOfErrors()).isEqualTo(1);
        ReportTestSuite tables = suites.get(1);
        assertThat(tables.getNumberOfErrors()).isEqualTo(1);
        ReportTestCase orders = tables.getTestCases().get(1);
        assertThat(orders.getFailureType()).isEqualTo("FAIL");
        assertThat(orders.getFailureMessage()).isEqualTo("rowCount: 1 finding; fullChecksum: 13 findings");
        assertThat(orders.getFailureDetail()).contains("MISSING | public.orders | shop → shop1 | order_id=1207733");
        ReportTestCase invoices = tables.getTestCases().get(4);
        assertThat(invoices.hasError()).isTrue();
        assertThat(invoices.getFailureMessage()).startsWith("no privilege on column iban");
    }

    @Test
    void tablesThatNoCheckCoversAreFailures() throws IOException {
        ReportTestSuite tables = parse(TestingVerifications.failing()).get(1);

        assertThat(tables.getTestCases().subList(5, 7)).allMatch(ReportTestCase::hasFailure);
        assertThat(names(tables))
                .endsWith("uncovered audit.log (target shop0, shop1)", "uncovered public.outbox (source shop)");
    }

    @Test
    void tablesThatThePlanLeavesUncoveredDoNotContradictThePass() throws IOException {
        List<ReportTestSuite> suites = parse(TestingVerifications.unproven());

        assertThat(suites).allSatisfy(suite -> assertThat(suite.getTestCases()).allMatch(ReportTestCase::isSuccessful));
        assertThat(names(suites.get(1))).endsWith("uncovered audit.log (target shop0, shop1)");
    }

    @Test
    void aBlindCheckAndAFailedSelfTestAreErrors() throws IOException {
        ReportTestSuite blind = parse(TestingVerifications.blind()).get(2);

        assertThat(red(blind)).containsExactly("verdict", "self-test fullChecksum");
        assertThat(blind.getTestCases().get(2).getFailureMessage())
                .isEqualTo("the check is blind: it found none of 2 planted");
        assertThat(red(parse(TestingVerifications.untested()).get(2))).containsExactly("verdict", "self-test");
    }

    @Test
    void onlyAPassIsGreen() throws IOException {
        for (VerificationReport report : List.of(
                TestingVerifications.failing(),
                TestingVerifications.blind(),
                TestingVerifications.untested(),
                TestingVerifications.partly(),
                TestingVerifications.nothing())) {
            assertThat(red(parse(report).get(parse(report).size() - 1))).contains("verdict");
        }
    }

    @Test
    void theFileFitsTheCommonSchema() throws Exception {
        for (VerificationReport report : List.of(
                TestingVerifications.passing(),
                TestingVerifications.failing(),
                TestingVerifications.blind(),
                TestingVerifications.nothing())) {
            TestingJunit.validate(VerificationJunit.render(TestingVerifications.document(report)));
        }
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextIsTextAndNothingElse(String text) throws Exception {
        String xml =
                VerificationJunit.render(VerificationDocument.of(TestingVerifications.with(text), text, text, text));

        TestingJunit.validate(xml);
        Document document = TestingJunit.document(xml);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(3 + 3 + 4);
        assertThat(xml).doesNotContain("\u001B", "\u202E", "\u0000");
    }

    private static List<String> names(ReportTestSuite suite) {
        return suite.getTestCases().stream().map(ReportTestCase::getName).toList();
    }

    private static List<String> red(ReportTestSuite suite) {
        return suite.getTestCases().stream()
                .filter(testCase -> !testCase.isSuccessful())
                .map(ReportTestCase::getName)
                .toList();
    }

    private List<ReportTestSuite> parse(VerificationReport report) throws IOException {
        return TestingJunit.parse(VerificationJunit.render(TestingVerifications.document(report)), folder);
    }
}
