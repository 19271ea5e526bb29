/**
 * Leases on faults: whoever injects a fault first takes a lease that says how it is healed and by when, so that a watchdog
 * outside this process can heal it when this process is dead or stuck. Open
 * {@link dev.shardproof.simulator.fault.lease.Leases} first.
 */
package dev.shardproof.simulator.fault.lease;
