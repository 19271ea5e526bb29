/**
 * What the clients saw: one {@link dev.shardproof.verifier.history.ClientOperation} for every operation that the load
 * driver was due to send, in an append-only file. The format belongs to its reader, so that a judge never depends on
 * the load generator. Open {@link dev.shardproof.verifier.history.ClientOperation} first, then
 * {@link dev.shardproof.verifier.history.HistoryReader}.
 *
 * <p>Imports nothing but the JDK.
 */
package dev.shardproof.verifier.history;
