/**
 * Whether the application got slower: pure statistics over plain numbers, no IO. Open
 * {@link dev.shardproof.verifier.latency.LatencyBaseline}, the gate; {@link
 * dev.shardproof.verifier.latency.LatencyThreshold} is the plain one beside it. What they judge stands in
 * {@code latency.block}.
 *
 * <p>Imports {@code verifier.latency.block}, {@code verifier.check} and Commons Math.
 */
package dev.shardproof.verifier.latency;
