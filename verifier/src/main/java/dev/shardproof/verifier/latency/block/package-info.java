/**
 * What was measured, as the latency checks take it: the latencies of short stretches of load, those of one group of
 * requests before and after. Open {@link dev.shardproof.verifier.latency.block.LatencyBlock} first.
 *
 * <p>Plain values, no IO. Imports HdrHistogram and the JDK.
 */
package dev.shardproof.verifier.latency.block;
