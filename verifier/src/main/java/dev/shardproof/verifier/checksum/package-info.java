/**
 * The judges that see every changed byte, by order-independent digests. Open
 * {@link dev.shardproof.verifier.checksum.FullChecksum} first.
 *
 * <p>Imports {@code verifier.compare}, {@code verifier.source}, {@code verifier.keyspace}, {@code verifier.check}.
 */
package dev.shardproof.verifier.checksum;
