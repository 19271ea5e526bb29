/**
 * Judges what the clients saw against one another and against what is there in the end: lost, doubled, resurrected and
 * stale data that no comparison of two stores can see. Open {@link
 * dev.shardproof.verifier.history.consistency.HistoryChecks} first; by what it judges stands in
 * {@code consistency.criteria}.
 *
 * <p>Imports {@code consistency.criteria}, {@code verifier.history}, {@code verifier.check}, {@code verifier.keyspace} and
 * the JDK.
 */
package dev.shardproof.verifier.history.consistency;
