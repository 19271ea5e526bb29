package dev.shardproof.reports.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.shardproof.verifier.check.CheckResult;
import java.time.Duration;
import java.util.Map;
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
 * Writes and reads one kind of report.
 *
 * <p>Components keep the order of the records; absent values are left out; unknown properties are ignored on reading,
 * so that a newer report of the same schema version can be read. Thread-safe.
 *
 * @param <R> the report
 */
public final class ReportJson<R> {

    private final Class<R> type;
    private final String schema;
    private final JsonMapper mapper;

    /**
     * @param type the record
     * @param schema the name and version of its format, for messages
     * @param forms how types that know nothing of JSON are spelt, as mix-ins; {@link CheckResult} is known
     */
    public ReportJson(Class<R> type, String schema, Map<Class<?>, Class<?>> forms) {
        this.type = type;
        this.schema = schema;
        JsonMapper.Builder builder = JsonMapper.builder()
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .changeDefaultPropertyInclusion(
                        inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                .addMixIn(CheckResult.class, CheckResultForm.class);
        forms.forEach(builder::addMixIn);
        this.mapper = builder.build();
    }

    /** The report as indented JSON with a line feed at the end. */
    public String write(R report) {
        return mapper.writeValueAsString(report).replace("\r\n", "\n") + "\n";
    }

    /**
     * The report that the JSON holds.
     *
     * @throws IllegalArgumentException if it is not JSON, or not a report of this schema version
     */
    public R parse(String json) {
        try {
            return mapper.readValue(json, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a %s: %s".formatted(schema, e.getOriginalMessage()), e);
        }
    }

    /** How a {@link CheckResult} is spelt: the verifier itself knows nothing of JSON. */
    private interface CheckResultForm {
        @JsonProperty("tookMillis")
        @JsonSerialize(using = MillisWriter.class)
        @JsonDeserialize(using = MillisReader.class)
        Duration took();
    }

    /** A duration as whole milliseconds; the property's name says so. */
    public static final class MillisWriter extends ValueSerializer<Duration> {
        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializationContext context) {
            generator.writeNumber(value.toMillis());
        }
    }

    /** The other way round. */
    public static final class MillisReader extends ValueDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) {
            return Duration.ofMillis(parser.getLongValue());
        }
    }
}
