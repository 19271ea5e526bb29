/**
 * Are the definitions equal? The {@code schema} check. Open {@link dev.shardproof.verifier.schema.SchemaCheck} first.
 *
 * <p>Imports {@code verifier.check}, {@code verifier.compare} for how unjudged tables are worded, {@code verifier.source}
 * and {@code verifier.table}; the questions to the catalogue stand behind
 * {@link dev.shardproof.verifier.dialect.SchemaQueries}.
 */
package dev.shardproof.verifier.schema;
