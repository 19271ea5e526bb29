package dev.shardproof.reports.render;

import dev.shardproof.reports.format.BundleFiles;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.RunReportJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes the reports of a run into its bundle. Each file appears complete or not at all; files of an earlier write are
 * replaced. Stateless; two threads must not write into the same bundle at once.
 */
public final class RunReportWriter {

    public static final String JSON = BundleFiles.JSON;
    public static final String JUNIT = BundleFiles.JUNIT;
    public static final String MARKDOWN = BundleFiles.MARKDOWN;
    public static final String HTML = BundleFiles.HTML;

    private RunReportWriter() {}

    /**
     * Renders all four files, then puts them into the bundle.
     *
     * @param bundle the run's folder; made if it is not there
     * @throws IOException if a file can not be written
     */
    public static void write(Path bundle, RunReport report) throws IOException {
        BundleFiles.write(
                bundle,
                Map.of(
                        JSON, RunReportJson.write(report),
                        JUNIT, JunitXml.render(report),
                        MARKDOWN, MarkdownSummary.render(report),
                        HTML, HtmlReport.render(report)));
    }
}
