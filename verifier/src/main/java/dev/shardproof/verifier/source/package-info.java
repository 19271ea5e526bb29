/**
 * Read-only access to the databases under judgement, each seen in one frozen snapshot. Open
 * {@link dev.shardproof.verifier.source.SnapshotSet} first: it opens the sessions, a
 * {@link dev.shardproof.verifier.source.ShardReader} reads in them.
 *
 * <p>The only package of the verifier with {@code java.sql}. What differs between database products stands behind
 * {@link dev.shardproof.verifier.source.Dialect} and {@link dev.shardproof.verifier.source.ScanQueries}, which only
 * write SQL text. Imports {@code verifier.keyspace}.
 */
package dev.shardproof.verifier.source;
