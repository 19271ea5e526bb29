package dev.shardproof.reports.render;

import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.RunReportJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the reports of a run into its bundle. Each file appears complete or not at all; files of an earlier write are
 * replaced. Stateless; two threads must not write into the same bundle at once.
 */
public final class RunReportWriter {

    public static final String JSON = "report.json";
    public static final String JUNIT = "junit.xml";
    public static final String MARKDOWN = "summary.md";
    public static final String HTML = "report.html";

    private RunReportWriter() {}

    /**
     * Renders all four files, then puts them into the bundle.
     *
     * @param bundle the run's folder; made if it is not there
     * @throws IOException if a file can not be written
     */
    public static void write(Path bundle, RunReport report) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(JSON, RunReportJson.write(report));
        files.put(JUNIT, JunitXml.render(report));
        files.put(MARKDOWN, MarkdownSummary.render(report));
        files.put(HTML, HtmlReport.render(report));
        Files.createDirectories(bundle);
        try {
            for (var file : files.entrySet()) {
                // Not writeString: that throws on half a surrogate pair, which untrusted text may hold.
                Files.write(temporary(bundle, file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            for (String name : files.keySet()) {
                move(temporary(bundle, name), bundle.resolve(name));
            }
        } finally {
            for (String name : files.keySet()) {
                Files.deleteIfExists(temporary(bundle, name));
            }
        }
    }

    /** Not a file of createTempFile: only its owner could read the report then. */
    private static Path temporary(Path bundle, String name) {
        return bundle.resolve("." + name + ".tmp");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
