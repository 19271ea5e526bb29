/**
 * Which tables are compared, and which are not. Open {@link dev.shardproof.verifier.coverage.TableSelection} first: it turns
 * the user's rules and the catalogues into tables; {@link dev.shardproof.verifier.coverage.CoverageCheck} judges what is
 * left over.
 *
 * <p>Imports {@code verifier.source}, {@code verifier.dialect.postgres}, {@code verifier.plan}, {@code verifier.table},
 * {@code verifier.keyspace} and {@code verifier.check}.
 */
package dev.shardproof.verifier.coverage;
