/**
 * How PostgreSQL (14 and newer) says what {@code verifier.source} asks: pure SQL text. Open
 * {@link dev.shardproof.verifier.dialect.postgres.PostgresDialect} first.
 *
 * <p>Imports {@code verifier.source} and {@code verifier.keyspace}, no {@code java.sql}.
 */
package dev.shardproof.verifier.dialect.postgres;
