/**
 * The simulated application's data layer: a routing cache, a connection pool a shard, time-outs and retries. Open
 * {@link dev.shardproof.simulator.client.ApplicationInstance} first, then
 * {@link dev.shardproof.simulator.client.ShardedClient}.
 *
 * <p>Retry policies are pure decision objects without clocks or IO, so that the simulated world can share them.
 * Imports {@code topology} and {@code routing}.
 */
package dev.shardproof.simulator.client;
