/**
 * Whether the application got slower: pure statistics over plain numbers, no IO. Open
 * {@link dev.shardproof.verifier.latency.LatencyBaseline}, the gate; {@link
 * dev.shardproof.verifier.latency.LatencyThreshold} is the plain one beside it.
 *
 * <p>Imports {@code verifier.check}, Commons Math and HdrHistogram.
 */
package dev.shardproof.verifier.latency;
