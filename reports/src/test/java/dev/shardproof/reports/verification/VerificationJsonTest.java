package dev.shardproof.reports.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.reports.json.TestingSchema;
import dev.shardproof.reports.run.RunReportJson;
import dev.shardproof.reports.run.TestingReports;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VerificationJsonTest {

    private static final TestingSchema SCHEMA = new TestingSchema(VerificationJson.SCHEMA_RESOURCE);

    static Stream<VerificationReport> reports() {
        return Stream.concat(
                Stream.of(
                        TestingVerifications.passing(),
                        TestingVerifications.unproven(),
                        TestingVerifications.failing(),
                        TestingVerifications.blind(),
                        TestingVerifications.untested(),
                        TestingVerifications.partly(),
                        TestingVerifications.cutOff(),
                        TestingVerifications.nothing()),
                TestingReports.HOSTILE.stream()
                        .filter(text -> text.indexOf('\uD800') < 0) // half a character has no UTF-8 form
                        .map(TestingVerifications::with));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void everyReportFitsTheSchemaAndComesBackEqual(VerificationReport report) {
        VerificationDocument document = TestingVerifications.document(report);
        String json = VerificationJson.write(document);

        assertThat(SCHEMA.errors(json)).isEmpty();
        assertThat(VerificationJson.parse(json)).isEqualTo(document);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "verification/v1 ! verification/v2",
                "\"exitCode\" : 1 ! \"exitCode\" : 0",
                "\"verdict\" : \"FAIL\" ! \"verdict\" : \"BAD\"",
                "\"role\" : \"SOURCE\" ! \"role\" : \"source\"",
                "\"seed\" : \"42\" ! \"seed\" : 42",
                "\"start\" : \"2026-11-22T18:05:00Z\" ! \"start\" : \"22.11.2026\"",
                "\"sourceRows\" : 300000 ! \"sourceRows\" : -1",
                "\"readingMillis\" : 8300 ! \"reading\" : \"PT8.3S\"",
                "\"standby\" : true ! \"standby\" : true, \"mood\" : \"good\"",
                "\"kind\" : \"COUNT\" ! \"kind\" : \"NUMBER\"",
                "\"missed\" ! \"mist\"",
            })
    void aDamagedReportDoesNotFit(String good, String bad) {
        String json = VerificationJson.write(TestingVerifications.document(TestingVerifications.failing()));
        assertThat(json).contains(good);

        assertThat(SCHEMA.errors(json.replace(good, bad))).isNotEmpty();
    }

    @Test
    void theSchemaItselfIsValid() {
        assertThat(SCHEMA.ownErrors()).isEmpty();
    }

    @Test
    void bothPublishedSchemasDescribeAChecksResultTheSameWayWithEveryKindOfFinding() {
        JsonNode check = JsonMapper.shared().readTree(SCHEMA.text()).at("/$defs/check");
        String run = new TestingSchema(RunReportJson.SCHEMA_RESOURCE).text();

        assertThat(check).isEqualTo(JsonMapper.shared().readTree(run).at("/$defs/check"));
        List<String> kinds = check.at("/properties/findings/items/properties/kind/enum")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        assertThat(kinds)
                .as("a kind of finding that both schemas must allow")
                .containsAll(
                        Arrays.stream(Finding.Kind.values()).map(Enum::name).toList());
    }

    @Test
    void valuesHaveTheFormThatTheSchemaPromises() {
        JsonNode json = json(TestingVerifications.failing());

        assertThat(json.propertyNames()).startsWith("schema", "toolVersion", "plan", "runId", "verdict", "exitCode");
        assertThat(json.at("/reason").asString())
                .isEqualTo("fullChecksum found 13 rows that differ in public.orders;"
                        + " rowCount and coverage failed too");
        assertThat(json.at("/selfTest/seed").isString()).isTrue();
        assertThat(json.at("/cost/pausedMillis").asLong()).isEqualTo(1_200);
        assertThat(json.at("/tables/0/sourceRows").asLong()).isEqualTo(300_000);
        assertThat(json.at("/checks/3/tookMillis").isMissingNode()).isFalse();
    }

    @Test
    void whatWasNotMeasuredIsLeftOut() {
        assertThat(json(TestingVerifications.failing()).at("/tables/4").propertyNames())
                .contains("unjudged")
                .doesNotContain("sourceRows", "targetRows");
        assertThat(json(TestingVerifications.nothing()).at("/cost").propertyNames())
                .doesNotContain("bytesReceived");
    }

    @Test
    void aBetterVerdictThanTheEvidenceIsRefused() {
        String json = VerificationJson.write(TestingVerifications.document(TestingVerifications.failing()))
                .replaceFirst("\"verdict\" : \"FAIL\"", "\"verdict\" : \"PASS\"")
                .replaceFirst("\"exitCode\" : 1", "\"exitCode\" : 0");

        assertThatThrownBy(() -> VerificationJson.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given as PASS")
                .hasMessageContaining("say FAIL");
    }

    @Test
    void aReportOfAnotherSchemaVersionIsRefused() {
        String newer = VerificationJson.write(TestingVerifications.document(TestingVerifications.passing()))
                .replace("verification/v1", "verification/v9");

        assertThatThrownBy(() -> VerificationJson.parse(newer))
                .hasMessageContaining("shardproof.verification/v9")
                .hasMessageContaining("shardproof.verification/v1");
    }

    @Test
    void aPropertyOfLaterTimesIsIgnored() {
        VerificationDocument document = TestingVerifications.document(TestingVerifications.passing());
        String later = VerificationJson.write(document).replaceFirst("\\{", "{ \"weather\": \"fair\",");

        assertThat(VerificationJson.parse(later)).isEqualTo(document);
    }

    private static JsonNode json(VerificationReport report) {
        return JsonMapper.shared().readTree(VerificationJson.write(TestingVerifications.document(report)));
    }
}
