/**
 * Read-only access to the databases under judgement, each seen in one frozen snapshot. Open
 * {@link dev.shardproof.verifier.source.SnapshotSet} first: it opens the sessions, a
 * {@link dev.shardproof.verifier.source.ShardReader} reads in them.
 *
 * <p>The only package of the verifier with {@code java.sql}. What differs between database products stands behind
 * {@link dev.shardproof.verifier.dialect.Dialect} and {@link dev.shardproof.verifier.dialect.ScanQueries}, which only
 * write SQL text. Imports {@code verifier.keyspace}, {@code verifier.table} and {@code verifier.checkpoint}.
 */
package dev.shardproof.verifier.source;
