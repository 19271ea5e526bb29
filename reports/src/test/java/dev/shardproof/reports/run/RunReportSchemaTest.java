package dev.shardproof.reports.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.json.TestingSchema;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunReportSchemaTest {

    private static final TestingSchema SCHEMA = new TestingSchema(RunReportJson.SCHEMA_RESOURCE);

    static Stream<RunReport> reports() {
        return Stream.of(
                TestingReports.passing(),
                TestingReports.failing(),
                TestingReports.inconclusive(),
                TestingReports.endedEarly(),
                TestingReports.with("text"));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void everyWrittenReportFitsTheSchema(RunReport report) {
        assertThat(SCHEMA.errors(RunReportJson.write(report))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "\"schema\" : \"shardproof.report/v1\" ! \"schema\" : \"shardproof.report/v2\"",
                "\"verdict\" : \"PASS\" ! \"verdict\" : \"GOOD\"",
                "\"exitCode\" : 0 ! \"exitCode\" : 3",
                "\"seed\" : \"42\" ! \"seed\" : 42",
                "\"start\" : \"2026-11-22T10:15:00Z\" ! \"start\" : \"22.11.2026\"",
                "\"tookMillis\" : 412 ! \"tookMillis\" : \"PT0.412S\"",
                "\"end\" : \"0\" ! \"end\" : 0",
                "\"bitten\" : true ! \"bittn\" : true",
                "\"healed\" : true ! \"healed\" : true, \"mood\" : \"good\"",
                "\"kind\" : \"REFERENCE\" ! \"kind\" : \"COPIED\"",
                "\"acknowledged\" : 31455 ! \"acknowledged\" : -1",
            })
    void aDamagedReportDoesNotFit(String good, String bad) {
        String json = RunReportJson.write(TestingReports.passing());
        assertThat(json).contains(good);

        assertThat(SCHEMA.errors(json.replace(good, bad))).isNotEmpty();
    }

    @Test
    void theSchemaItselfIsValid() {
        assertThat(SCHEMA.ownErrors()).isEmpty();
    }
}
