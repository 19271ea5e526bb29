/**
 * What the reports of a run and of a verification have in common, format by format: the frame of an
 * {@link dev.shardproof.reports.format.HtmlPage} with its policy, a {@link dev.shardproof.reports.format.MarkdownPage},
 * a {@link dev.shardproof.reports.format.JunitDocument}, how checks look in each of them, and
 * {@link dev.shardproof.reports.format.BundleFiles}, which puts them on the disk. Open
 * {@link dev.shardproof.reports.format.HtmlPage} first.
 *
 * <p>Text that may come from databases or files is escaped here, by {@link dev.shardproof.reports.text.UntrustedText}.
 *
 * <p>Imports {@code reports.text}, {@code verifier.check}, Pebble and the JDK.
 */
package dev.shardproof.reports.format;
