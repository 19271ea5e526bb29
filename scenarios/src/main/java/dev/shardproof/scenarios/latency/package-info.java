/**
 * From what a run has on record to what the latency gate compares: blocks of the clients' history, and stored baselines
 * from files. Open {@link dev.shardproof.scenarios.latency.LatencyEvidence}.
 *
 * <p>Imports {@code verifier.history}, {@code verifier.latency} and {@code scenarios.spec.yaml}.
 */
package dev.shardproof.scenarios.latency;
