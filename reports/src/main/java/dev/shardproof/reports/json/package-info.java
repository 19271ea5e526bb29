/**
 * How the reports become JSON: {@link dev.shardproof.reports.json.ReportJson} is the mapper that all of them share.
 *
 * <p>Imports {@code verifier.check}, Jackson and the JDK.
 */
package dev.shardproof.reports.json;
