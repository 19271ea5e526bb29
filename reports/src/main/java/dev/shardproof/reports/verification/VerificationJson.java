package dev.shardproof.reports.verification;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.shardproof.reports.json.ReportJson;
import dev.shardproof.reports.json.ReportJson.MillisReader;
import dev.shardproof.reports.json.ReportJson.MillisWriter;
import dev.shardproof.verifier.report.CostReport;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.TableReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * The JSON form of a {@link VerificationDocument}, described by the JSON Schema in {@link #SCHEMA_RESOURCE} and written
 * as {@link ReportJson} says. Figures that were not measured are left out. Thread-safe.
 */
public final class VerificationJson {

    /** Class-path resource of the JSON Schema (draft 2020-12). */
    public static final String SCHEMA_RESOURCE =
            "/dev/shardproof/reports/verification/shardproof.verification-v1.schema.json";

    private static final ReportJson<VerificationDocument> JSON = new ReportJson<>(
            VerificationDocument.class,
            VerificationDocument.SCHEMA,
            Map.of(
                    CostReport.class, CostForm.class,
                    TableReport.class, TableForm.class,
                    SelfTestReport.class, SelfTestForm.class));

    private VerificationJson() {}

    /** The document as indented JSON with a line feed at the end. */
    public static String write(VerificationDocument document) {
        return JSON.write(document);
    }

    /**
     * The document that the JSON holds.
     *
     * @throws IllegalArgumentException if it is not JSON, or not a document of this schema version
     */
    public static VerificationDocument parse(String json) {
        return JSON.parse(json);
    }

    /**
     * The document in a file.
     *
     * @throws IOException if the file can not be read
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static VerificationDocument read(Path file) throws IOException {
        return parse(Files.readString(file, StandardCharsets.UTF_8));
    }

    private interface CostForm {
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = NotMeasured.class)
        @JsonDeserialize(using = MeasuredReader.class)
        long bytesReceived();

        @JsonProperty("readingMillis")
        @JsonSerialize(using = MillisWriter.class)
        @JsonDeserialize(using = MillisReader.class)
        Duration reading();

        @JsonProperty("longestSnapshotMillis")
        @JsonSerialize(using = MillisWriter.class)
        @JsonDeserialize(using = MillisReader.class)
        Duration longestSnapshot();

        @JsonProperty("pausedMillis")
        @JsonSerialize(using = MillisWriter.class)
        @JsonDeserialize(using = MillisReader.class)
        Duration paused();
    }

    private interface TableForm {
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = NotMeasured.class)
        @JsonDeserialize(using = MeasuredReader.class)
        long sourceRows();

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = NotMeasured.class)
        @JsonDeserialize(using = MeasuredReader.class)
        long targetRows();
    }

    /** A string, because many readers round numbers above 2<sup>53</sup>. */
    private interface SelfTestForm {
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        long seed();
    }

    /** What Jackson leaves out: by its convention, what this is equal to. */
    static final class NotMeasured {
        @Override
        public boolean equals(Object value) {
            return value instanceof Long number && number < 0;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** A figure; -1 where there is none. */
    static final class MeasuredReader extends ValueDeserializer<Long> {
        @Override
        public Long deserialize(JsonParser parser, DeserializationContext context) {
            return parser.getLongValue();
        }

        @Override
        public Long getNullValue(DeserializationContext context) {
            return -1L;
        }
    }
}
