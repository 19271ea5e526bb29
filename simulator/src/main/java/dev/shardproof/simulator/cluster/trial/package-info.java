/**
 * Tries a harmless statement by way of a link, and looks on the server itself what became of it. Open
 * {@link dev.shardproof.simulator.cluster.trial.StatementTrial} first.
 *
 * <p>Imports {@code simulator.cluster}, JDBC and the PostgreSQL driver.
 */
package dev.shardproof.simulator.cluster.trial;
