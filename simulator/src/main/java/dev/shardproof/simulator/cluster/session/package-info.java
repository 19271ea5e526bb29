/**
 * Ends sessions on a server that somebody else has opened. Open
 * {@link dev.shardproof.simulator.cluster.session.SessionEnding} first.
 *
 * <p>Imports nothing but {@code cluster} and JDBC.
 */
package dev.shardproof.simulator.cluster.session;
