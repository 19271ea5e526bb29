/**
 * Rows held against rows: what is compared with what, by count and by digest. Open
 * {@link dev.shardproof.verifier.compare.ComparedRows} first; which rows differ is found out in {@code compare.locate}.
 *
 * <p>Evidence for the checks in {@code count}, {@code checksum} and {@code sample}. Imports {@code verifier.source},
 * {@code verifier.keyspace}, {@code verifier.digest} and {@code verifier.table}.
 */
package dev.shardproof.verifier.compare;
