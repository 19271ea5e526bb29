/**
 * Each row on the shard that owns its key, and on no other. Open
 * {@link dev.shardproof.verifier.placement.Placement}.
 *
 * <p>Imports {@code verifier.source}, {@code verifier.keyspace}, {@code verifier.compare.locate} (wording of keys) and
 * {@code verifier.check}.
 */
package dev.shardproof.verifier.placement;
