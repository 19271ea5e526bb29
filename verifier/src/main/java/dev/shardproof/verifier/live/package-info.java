/**
 * Judging tables that are written to meanwhile. A difference is a suspect until it stays past a fence in the log. Open
 * {@link dev.shardproof.verifier.live.LiveJudge} first; its pure heart is {@link dev.shardproof.verifier.live.Settling}.
 * The fence, and what is due to servers that are replicas, stand in {@code live.replication}.
 *
 * <p>Imports {@code verifier.live.replication}, {@code verifier.compare}, {@code verifier.source}, {@code verifier.pace},
 * {@code verifier.plan}, {@code verifier.table} and {@code verifier.check}; no {@code java.sql}.
 */
package dev.shardproof.verifier.live;
