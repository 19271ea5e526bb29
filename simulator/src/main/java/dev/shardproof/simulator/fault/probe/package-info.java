/**
 * Probes that measure what faults do, on the wire and on the servers, independent of whoever injects them. Open
 * {@link dev.shardproof.simulator.fault.probe.LinkProbe} first for the wire, and
 * {@link dev.shardproof.simulator.fault.probe.SqlProbe} for what only a session sees.
 */
package dev.shardproof.simulator.fault.probe;
