/**
 * Rows held against rows: what is compared with what, by count, by digest, and row by row. Open
 * {@link dev.shardproof.verifier.compare.ComparedRows} first.
 *
 * <p>Evidence for the checks in {@code count}, {@code checksum} and {@code sample}. Imports {@code verifier.source},
 * {@code verifier.keyspace} and {@code verifier.check}.
 */
package dev.shardproof.verifier.compare;
