/**
 * What a client does when a shard fails or is slow: retries within a budget, circuit breakers, hedged reads. Open
 * {@link dev.shardproof.simulator.client.safeguard.Safeguards} first: a scenario can switch off each of them.
 *
 * <p>Retry policies and budgets are pure decision objects without clocks or IO, so that the simulated world can share them.
 * The circuit breaker is Resilience4j's, on the caller's clock. Imports {@code topology}.
 */
package dev.shardproof.simulator.client.safeguard;
