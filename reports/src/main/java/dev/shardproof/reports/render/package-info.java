/**
 * Turns a {@link dev.shardproof.reports.run.RunReport} into files: {@code report.json}, {@code junit.xml},
 * {@code summary.md} and {@code report.html}. Open {@link dev.shardproof.reports.render.RunReportWriter} first.
 *
 * <p>Every rendering is a pure function of the report. Text that may come from databases or files is escaped in each
 * of them; the HTML page loads nothing from anywhere.
 *
 * <p>Imports {@code reports.format}, {@code reports.run}, {@code reports.text}, {@code verifier.check}, Jackson and the JDK.
 */
package dev.shardproof.reports.render;
