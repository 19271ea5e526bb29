/**
 * Turns a {@link dev.shardproof.verifier.report.VerificationReport} into files and into lines for a terminal. Open
 * {@link dev.shardproof.reports.verification.VerificationReportWriter} first; what stands at the top of every form is
 * {@link dev.shardproof.reports.verification.VerdictSentence}.
 *
 * <p>Every rendering is a pure function of the report. All of its text is untrusted and is escaped in each form; the
 * HTML page loads nothing from anywhere and runs no script.
 *
 * <p>Imports {@code reports.format}, {@code reports.json}, {@code reports.live}, {@code reports.text},
 * {@code verifier.check}, {@code verifier.report}, Jackson and the JDK.
 */
package dev.shardproof.reports.verification;
