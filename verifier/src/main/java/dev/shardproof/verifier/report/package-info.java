/**
 * What a verification of sources against targets has to say, as values: open
 * {@link dev.shardproof.verifier.report.VerificationReport} first. What it looks like on paper is for the module
 * {@code reports} to say.
 *
 * <p>Imports {@code verifier.check}.
 */
package dev.shardproof.verifier.report;
