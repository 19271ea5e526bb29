/**
 * How PostgreSQL (13 and newer) says what {@code verifier.source} and the checks ask: pure SQL text. Open
 * {@link dev.shardproof.verifier.dialect.postgres.PostgresDialect} first; what is asked for definitions stands in
 * {@code dialect.postgres.schema}.
 *
 * <p>Imports {@code verifier.dialect}, {@code verifier.table}, {@code verifier.keyspace} and {@code verifier.digest}, no
 * {@code java.sql}.
 */
package dev.shardproof.verifier.dialect.postgres;
