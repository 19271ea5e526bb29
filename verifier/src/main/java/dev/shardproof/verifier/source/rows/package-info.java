/**
 * Single rows instead of whole tables: samples of them, and what stands under a key. Open
 * {@link dev.shardproof.verifier.source.rows.SampleReader} first; only {@link
 * dev.shardproof.verifier.source.rows.RowValues} shows data and not hashes.
 *
 * <p>Imports {@code verifier.source}, {@code verifier.dialect}, {@code verifier.digest}, {@code verifier.keyspace} and
 * {@code verifier.table}; no {@code java.sql}.
 */
package dev.shardproof.verifier.source.rows;
