/**
 * Toxics that know SQL: they act on statements, by pattern and count, whichever protocol brings them to the server, and on
 * their replies. Toxiproxy has none of them. Open {@link dev.shardproof.simulator.fault.wire.sql.SqlToxicType} first, then
 * {@link dev.shardproof.simulator.fault.wire.sql.Conversation}, which applies them to one connection.
 *
 * <p>Imports {@code fault.wire.postgres}, {@code fault.wire.toxic} and the JDK.
 */
package dev.shardproof.simulator.fault.wire.sql;
