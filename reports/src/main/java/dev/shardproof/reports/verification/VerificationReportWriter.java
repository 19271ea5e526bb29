package dev.shardproof.reports.verification;

import dev.shardproof.reports.format.BundleFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes the report of a verification: {@code report.json}, {@code junit.xml}, {@code summary.md}, {@code report.html}.
 * Each file appears complete or not at all; files of an earlier write are replaced. Stateless; two threads must not
 * write into the same folder at once.
 */
public final class VerificationReportWriter {

    public static final String JSON = BundleFiles.JSON;
    public static final String JUNIT = BundleFiles.JUNIT;
    public static final String MARKDOWN = BundleFiles.MARKDOWN;
    public static final String HTML = BundleFiles.HTML;

    private VerificationReportWriter() {}

    /**
     * Renders all four files, then puts them into the folder.
     *
     * @param folder made if it is not there
     * @throws IOException if a file can not be written
     */
    public static void write(Path folder, VerificationDocument document) throws IOException {
        BundleFiles.write(
                folder,
                Map.of(
                        JSON, VerificationJson.write(document),
                        JUNIT, VerificationJunit.render(document),
                        MARKDOWN, VerificationMarkdown.render(document),
                        HTML, VerificationHtml.render(document)));
    }
}
