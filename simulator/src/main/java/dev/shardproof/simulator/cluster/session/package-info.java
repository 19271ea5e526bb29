/**
 * Sessions on shard servers for those who measure and disturb, directly or by way of a link: values come as text, failures as
 * {@link java.io.IOException}s. Open {@link dev.shardproof.simulator.cluster.session.ServerSession} first, and
 * {@link dev.shardproof.simulator.cluster.session.SessionEnding} for sessions that somebody else has opened.
 *
 * <p>Imports {@code cluster}, JDBC and its PostgreSQL driver.
 */
package dev.shardproof.simulator.cluster.session;
