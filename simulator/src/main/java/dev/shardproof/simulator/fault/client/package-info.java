/**
 * Faults of the applications: retries without measure, stale routing caches, reconnects all at once, a hot key. Open
 * {@link dev.shardproof.simulator.fault.client.ClientFaults} first; it acts by {@link
 * dev.shardproof.simulator.fault.client.ApplicationControl} and measures by {@link
 * dev.shardproof.simulator.fault.client.ApplicationRecords}, two ports that share nothing.
 *
 * <p>Imports {@code fault}, {@code fault.catalog} and the JDK.
 */
package dev.shardproof.simulator.fault.client;
