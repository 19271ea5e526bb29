/**
 * What replication asks of a judge of live tables: to wait until the targets have what the sources had, and to look again
 * where a replica took the snapshot away. Open {@link dev.shardproof.verifier.live.replication.WalFence} first.
 *
 * <p>Imports {@code verifier.pace}, {@code verifier.source} and {@code verifier.source.watch}; no {@code java.sql}.
 */
package dev.shardproof.verifier.live.replication;
