/**
 * Read-only access to the databases under judgement, each seen in one frozen snapshot. Open
 * {@link dev.shardproof.verifier.source.SnapshotSet} first: it opens the sessions, a
 * {@link dev.shardproof.verifier.source.ShardReader} reads in them.
 *
 * <p>How far a scan is stands in {@code source.scan}, single rows in {@code source.rows}, what else is to be seen of a
 * server in {@code source.watch}. Nobody else in the verifier has {@code java.sql}. What differs between database products
 * stands behind {@link dev.shardproof.verifier.dialect.Dialect} and {@link dev.shardproof.verifier.dialect.ScanQueries},
 * which only write SQL text. Imports {@code source.scan}, {@code verifier.digest}, {@code verifier.keyspace} and {@code verifier.table}.
 */
package dev.shardproof.verifier.source;
