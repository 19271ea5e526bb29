package dev.shardproof.reports.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunReportSchemaTest {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

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
    void everyWrittenReportFitsTheSchema(RunReport report) throws IOException {
        assertThat(errors(RunReportJson.write(report))).isEmpty();
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
    void aDamagedReportDoesNotFit(String good, String bad) throws IOException {
        String json = RunReportJson.write(TestingReports.passing());
        assertThat(json).contains(good);

        assertThat(errors(json.replace(good, bad))).isNotEmpty();
    }

    @Test
    void theSchemaItselfIsValid() throws IOException {
        Schema meta =
                REGISTRY.getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()));

        assertThat(meta.validate(new String(schemaStream().readAllBytes()), InputFormat.JSON))
                .isEmpty();
    }

    private static List<Error> errors(String json) throws IOException {
        try (InputStream in = schemaStream()) {
            Schema schema = REGISTRY.getSchema(in, InputFormat.JSON);
            return schema.validate(
                    json,
                    InputFormat.JSON,
                    context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        }
    }

    private static InputStream schemaStream() {
        return RunReportSchemaTest.class.getResourceAsStream(RunReportJson.SCHEMA_RESOURCE);
    }
}
