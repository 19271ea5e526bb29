/**
 * How far a scan is: the chunks that a table is cut into, what was added up of them, and what an earlier scan had written
 * down. Pure: whoever reads the chunks stands in {@code verifier.source}. Open {@link
 * dev.shardproof.verifier.source.scan.ChunkQueue} first, then {@link dev.shardproof.verifier.source.scan.DigestScan}.
 *
 * <p>Imports {@code verifier.dialect}, {@code verifier.checkpoint}, {@code verifier.digest}, {@code verifier.keyspace} and
 * {@code verifier.table}; no {@code java.sql}.
 */
package dev.shardproof.verifier.source.scan;
