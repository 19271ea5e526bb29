package dev.shardproof.reports.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.shardproof.verifier.check.CheckResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of a {@link RunReport}, described by the JSON Schema in {@link #SCHEMA_RESOURCE}.
 *
 * <p>Components keep the order of the records; absent values are left out; unknown properties are ignored on reading,
 * so that a newer report of the same schema version can be read. Thread-safe.
 */
public final class RunReportJson {

    /** Class-path resource of the JSON Schema (draft 2020-12). */
    public static final String SCHEMA_RESOURCE = "/dev/shardproof/reports/run/shardproof.report-v1.schema.json";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .addMixIn(CheckResult.class, CheckResultForm.class)
            .build();

    private RunReportJson() {}

    /** The report as indented JSON with a line feed at the end. */
    public static String write(RunReport report) {
        return MAPPER.writeValueAsString(report).replace("\r\n", "\n") + "\n";
    }

    /**
     * The report that the JSON holds.
     *
     * @throws IllegalArgumentException if it is not JSON, or not a report of this schema version
     */
    public static RunReport parse(String json) {
        try {
            return MAPPER.readValue(json, RunReport.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a %s: %s".formatted(RunReport.SCHEMA, e.getOriginalMessage()), e);
        }
    }

    /**
     * The report in a file.
     *
     * @throws IOException if the file can not be read
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static RunReport read(Path file) throws IOException {
        return parse(Files.readString(file, StandardCharsets.UTF_8));
    }

    /** How a {@link CheckResult} is spelt: the verifier itself knows nothing of JSON. */
    private interface CheckResultForm {
        @JsonProperty("tookMillis")
        @JsonSerialize(using = MillisWriter.class)
        @JsonDeserialize(using = MillisReader.class)
        Duration took();
    }

    static final class MillisWriter extends ValueSerializer<Duration> {
        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializationContext context) {
            generator.writeNumber(value.toMillis());
        }
    }

    static final class MillisReader extends ValueDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) {
            return Duration.ofMillis(parser.getLongValue());
        }
    }
}
