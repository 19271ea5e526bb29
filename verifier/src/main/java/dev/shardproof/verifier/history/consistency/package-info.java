/**
 * Judges what the clients saw against one another and against what is there in the end: lost, doubled, resurrected and
 * stale data that no comparison of two stores can see. Open {@link
 * dev.shardproof.verifier.history.consistency.HistoryChecks} first; {@link
 * dev.shardproof.verifier.history.consistency.FinalState} and {@link
 * dev.shardproof.verifier.history.consistency.Ownership} are what it asks others for.
 *
 * <p>Imports {@code verifier.history}, {@code verifier.check}, {@code verifier.keyspace} and the JDK.
 */
package dev.shardproof.verifier.history.consistency;
