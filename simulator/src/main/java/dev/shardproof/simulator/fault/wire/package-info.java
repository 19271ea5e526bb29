/**
 * The embedded wire proxy: a server in this JVM with the HTTP API, the toxics and the JSON of Toxiproxy 2.12, for
 * machines that have no {@code toxiproxy-server}. Open {@link dev.shardproof.simulator.fault.wire.WireProxyServer} first.
 *
 * <p>Where it differs from Toxiproxy, on purpose: it listens on loopback addresses only; impossible attribute values are
 * refused (400); one seed makes toxicity, jitter and slices repeatable for each connection number; {@code reset_peer}
 * resets connections that were already open, too; the end of one direction is passed on as a half-close, so that the
 * answer to a client's last bytes is not lost.
 *
 * <p>Threads: one for each direction of a connection, which reads and writes directly while no toxic acts; a second
 * joins it while toxics act, with a bounded queue between the two. All are daemons and end with the server.
 *
 * <p>Imports {@code fault.wire.toxic}, Jackson for the API's JSON, slf4j, and the JDK.
 */
package dev.shardproof.simulator.fault.wire;
