/**
 * Leases on faults: whoever injects a fault first takes a lease that says how it is healed and by when, as data, so that
 * somebody outside this process can heal it when this process is dead or stuck. Open
 * {@link dev.shardproof.simulator.fault.lease.Leases} first, then {@link dev.shardproof.simulator.fault.lease.HealAction}. Who
 * watches over them is in {@code fault.watchdog}.
 *
 * <p>Imports {@code cluster.registry}, {@code cluster.session} and the JSON parser, for the watchdog's process loads it too.
 */
package dev.shardproof.simulator.fault.lease;
