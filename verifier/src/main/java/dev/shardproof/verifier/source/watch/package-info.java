/**
 * How a server is while it is read: its position, its followers, how fast it answers. Open
 * {@link dev.shardproof.verifier.source.watch.ShardWatch}; others see a
 * {@link dev.shardproof.verifier.source.watch.ServerGauge}.
 *
 * <p>Imports {@code verifier.source} and {@code verifier.dialect}.
 */
package dev.shardproof.verifier.source.watch;
