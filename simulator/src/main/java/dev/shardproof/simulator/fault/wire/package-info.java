/**
 * The embedded wire proxy: a server in this JVM with the HTTP API, the toxics and the JSON of Toxiproxy 2.12, for
 * machines that have no {@code toxiproxy-server}. Open {@link dev.shardproof.simulator.fault.wire.WireProxyServer} first.
 *
 * <p>Where it differs from Toxiproxy, on purpose: it listens on loopback addresses only; impossible attribute values are
 * refused (400); one seed makes toxicity, jitter and slices repeatable for each connection number; {@code reset_peer}
 * resets connections that were already open, too; the end of one direction is passed on as a half-close, so that the
 * answer to a client's last bytes is not lost.
 *
 * <p>It adds toxics that know SQL, {@code statement} and {@code lost_reply}; see {@link
 * dev.shardproof.simulator.fault.wire.sql.SqlToxicType}. For their sake every connection is followed from its first byte on,
 * message by message. Their JSON also has {@code matched}, {@code hits}, {@code unseen} (executions of statements whose text
 * is not known) and {@code opaque_connections} (encrypted, or no PostgreSQL). Toxiproxy's Java client can not list the
 * toxics of a proxy that has one of them; it may add, update and remove all others there.
 *
 * <p>Threads: one for each direction of a connection, which reads and writes directly while no toxic acts; a second
 * joins it while toxics act, with a bounded queue between the two. All are daemons and end with the server.
 *
 * <p>Imports {@code fault.wire.toxic}, {@code fault.wire.sql}, {@code fault.wire.postgres}, Jackson for the API's JSON, slf4j, and the JDK.
 */
package dev.shardproof.simulator.fault.wire;
