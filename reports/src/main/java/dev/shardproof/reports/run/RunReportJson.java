package dev.shardproof.reports.run;

import dev.shardproof.reports.json.ReportJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The JSON form of a {@link RunReport}, described by the JSON Schema in {@link #SCHEMA_RESOURCE} and written as
 * {@link ReportJson} says. Thread-safe.
 */
public final class RunReportJson {

    /** Class-path resource of the JSON Schema (draft 2020-12). */
    public static final String SCHEMA_RESOURCE = "/dev/shardproof/reports/run/shardproof.report-v1.schema.json";

    private static final ReportJson<RunReport> JSON = new ReportJson<>(RunReport.class, RunReport.SCHEMA, Map.of());

    private RunReportJson() {}

    /** The report as indented JSON with a line feed at the end. */
    public static String write(RunReport report) {
        return JSON.write(report);
    }

    /**
     * The report that the JSON holds.
     *
     * @throws IllegalArgumentException if it is not JSON, or not a report of this schema version
     */
    public static RunReport parse(String json) {
        return JSON.parse(json);
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
}
