/**
 * Whether sequences will hand out numbers that exist already. Open
 * {@link dev.shardproof.verifier.sequence.SequenceCheck} first.
 *
 * <p>Imports {@code verifier.source}, {@code verifier.dialect.postgres}, {@code verifier.table} and {@code verifier.check}.
 */
package dev.shardproof.verifier.sequence;
