/**
 * Faults of database servers: killed, stopped, out of slots, locked, behind an old transaction, on a slow or full disk, or
 * replaced by a standby. Open {@link dev.shardproof.simulator.fault.server.ServerFaults} first.
 *
 * <p>Imports {@code fault}, {@code fault.lease}, {@code fault.probe}, {@code simulator.cluster} and the JDK with {@code
 * java.sql}.
 */
package dev.shardproof.simulator.fault.server;
