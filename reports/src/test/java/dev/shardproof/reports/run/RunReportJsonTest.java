package dev.shardproof.reports.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunReportJsonTest {

    static Stream<RunReport> reports() {
        return Stream.concat(
                Stream.of(
                        TestingReports.passing(),
                        TestingReports.failing(),
                        TestingReports.inconclusive(),
                        TestingReports.endedEarly()),
                TestingReports.HOSTILE.stream()
                        .filter(text -> text.indexOf('\uD800') < 0) // half a character has no UTF-8 form
                        .map(TestingReports::with));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void aReportComesBackEqualFromItsJson(RunReport report) {
        assertThat(RunReportJson.parse(RunReportJson.write(report))).isEqualTo(report);
    }

    @Test
    void valuesHaveTheFormThatTheSchemaPromises() {
        JsonNode json = JsonMapper.shared().readTree(RunReportJson.write(TestingReports.passing()));

        assertThat(json.at("/start").asString()).isEqualTo("2026-11-22T10:15:00Z");
        assertThat(json.at("/scenario/seed").isString()).isTrue();
        assertThat(json.at("/topologyBefore/ranges/0/end").asString()).isEqualTo("0");
        assertThat(json.at("/topologyBefore/ranges/0/start").isMissingNode()).isTrue();
        assertThat(json.at("/checks/0/tookMillis").asLong()).isEqualTo(412);
        assertThat(json.at("/checks/0/took").isMissingNode()).isTrue();
        assertThat(json.at("/migration/writePauseMillis").asLong()).isEqualTo(212);
        assertThat(json.at("/inventory/equal").asBoolean()).isTrue();
        assertThat(json.propertyNames()).startsWith("schema", "toolVersion", "runId");
    }

    @Test
    void aReportOfAnotherSchemaVersionIsRefused() {
        String newer = RunReportJson.write(TestingReports.passing()).replace("report/v1", "report/v9");

        assertThatThrownBy(() -> RunReportJson.parse(newer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shardproof.report/v9")
                .hasMessageContaining("shardproof.report/v1");
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThatThrownBy(() -> RunReportJson.parse("{\"schema\":"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a shardproof.report/v1");
    }

    @Test
    void aPropertyOfLaterTimesIsIgnored() {
        RunReport report = TestingReports.passing();
        String later = RunReportJson.write(report).replaceFirst("\\{", "{ \"weather\": \"fair\",");

        assertThat(RunReportJson.parse(later)).isEqualTo(report);
    }
}
