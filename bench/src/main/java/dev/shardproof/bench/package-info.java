/**
 * Measures a verification against its limit and its peers; run by {@code bench/run}. Open
 * {@link dev.shardproof.bench.Benchmark} first. Imports {@code simulator} for servers and data, {@code verifier} as the
 * thing that is measured; nothing imports it.
 */
package dev.shardproof.bench;
