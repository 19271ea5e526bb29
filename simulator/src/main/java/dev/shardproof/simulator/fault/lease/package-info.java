/**
 * Leases on faults: whoever injects a fault first takes a lease that says how it is healed and by when, so that a watchdog
 * outside this process can heal it when this process is dead or stuck. Open
 * {@link dev.shardproof.simulator.fault.lease.Leases} first, then
 * {@link dev.shardproof.simulator.fault.lease.WatchedLeases}.
 *
 * <p>Imports {@code cluster.registry}, {@code cluster.session} and the JSON parser. What {@code WatchdogMain} reaches is kept
 * small, for it is a process of its own beside every run.
 */
package dev.shardproof.simulator.fault.lease;
