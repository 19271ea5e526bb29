/**
 * Whether the application got slower: pure statistics over plain numbers, no IO. Open
 * {@link dev.shardproof.verifier.latency.LatencyBaseline}.
 *
 * <p>Imports {@code verifier.check} and Commons Math.
 */
package dev.shardproof.verifier.latency;
