/**
 * The simulated application's data layer: a routing cache, a connection pool a shard, time-outs, and the {@code safeguard}s
 * that keep a slow shard from becoming everybody's trouble. Open
 * {@link dev.shardproof.simulator.client.ApplicationInstance} first, then
 * {@link dev.shardproof.simulator.client.ShardedClient}.
 *
 * <p>Imports {@code topology} and {@code routing}.
 */
package dev.shardproof.simulator.client;
