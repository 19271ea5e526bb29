/**
 * The simulated application's data layer: a routing cache, a connection pool a shard, time-outs,
 * retries within a budget, circuit breakers and hedges. Each is one of its {@link
 * dev.shardproof.simulator.client.Safeguards}. Open
 * {@link dev.shardproof.simulator.client.ApplicationInstance} first, then
 * {@link dev.shardproof.simulator.client.ShardedClient}.
 *
 * <p>Retry policies and budgets are pure decision objects without clocks or IO, so that the simulated world can share them.
 * The
 * circuit breaker is Resilience4j's, on the caller's clock. Imports {@code topology} and {@code routing}.
 */
package dev.shardproof.simulator.client;
