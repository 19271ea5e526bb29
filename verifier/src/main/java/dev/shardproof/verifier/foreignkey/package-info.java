/**
 * Whether every row finds the rows that it refers to on its own shard. Open
 * {@link dev.shardproof.verifier.foreignkey.ForeignKeysCheck} first.
 *
 * <p>Imports {@code verifier.source}, {@code verifier.dialect.postgres}, {@code verifier.table}, {@code verifier.checksum} and {@code verifier.check}.
 */
package dev.shardproof.verifier.foreignkey;
