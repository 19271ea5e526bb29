/**
 * What one database product says differently, as SQL text: open {@link dev.shardproof.verifier.dialect.Dialect}. Nothing
 * here runs a query; {@code verifier.source} does.
 *
 * <p>Imports {@code verifier.table}, {@code verifier.keyspace} and {@code verifier.digest}.
 */
package dev.shardproof.verifier.dialect;
