/**
 * What a verification of sources against targets is to do, as values: open
 * {@link dev.shardproof.verifier.plan.VerificationPlan} first.
 *
 * <p>Imports {@code verifier.table} and {@code verifier.keyspace}.
 */
package dev.shardproof.verifier.plan;
