/**
 * Proposals for putting the targets right: SQL for a human to review and run; nothing here runs it. Open
 * {@link dev.shardproof.verifier.repair.RepairScript}.
 *
 * <p>Imports {@code verifier.compare}, {@code verifier.source}, {@code verifier.table} and {@code verifier.keyspace}.
 */
package dev.shardproof.verifier.repair;
