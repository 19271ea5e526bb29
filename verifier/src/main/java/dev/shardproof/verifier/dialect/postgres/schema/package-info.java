/**
 * How PostgreSQL (13 and newer) is asked for the definitions that the schema check compares: pure SQL text. Open
 * {@link dev.shardproof.verifier.dialect.postgres.schema.PostgresSchemaQueries} first; the definitions are written by the
 * classes behind it, one for each kind of object.
 *
 * <p>Imports {@code verifier.dialect}, no {@code java.sql}.
 */
package dev.shardproof.verifier.dialect.postgres.schema;
