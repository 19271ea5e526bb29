/**
 * By what a history is judged: which checks there are, how strict they are, what is there in the end and who owned what.
 * Open {@link dev.shardproof.verifier.history.consistency.criteria.HistoryRules} first; {@link
 * dev.shardproof.verifier.history.consistency.criteria.FinalState} and {@link
 * dev.shardproof.verifier.history.consistency.criteria.Ownership} are what the judge asks others for.
 *
 * <p>Imports {@code verifier.history}, {@code verifier.keyspace} and the JDK.
 */
package dev.shardproof.verifier.history.consistency.criteria;
