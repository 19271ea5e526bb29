/**
 * Sessions on shard servers for those who measure and disturb, directly or by way of a link: values come as text, failures as
 * {@link java.io.IOException}s. Open {@link dev.shardproof.simulator.cluster.session.ServerSession} first;
 * {@link dev.shardproof.simulator.cluster.session.SessionEnding} ends what somebody else has opened.
 *
 * <p>Imports {@code simulator.cluster}, the PostgreSQL JDBC driver and the JDK.
 */
package dev.shardproof.simulator.cluster.session;
