/**
 * What the user sees while a run goes on. Open {@link dev.shardproof.reports.live.TerminalProgress} first;
 * {@link dev.shardproof.reports.live.EtaEstimate} is the pure arithmetic behind its time left.
 *
 * <p>Imports {@code reports.text}, {@code verifier.check} and the JDK.
 */
package dev.shardproof.reports.live;
