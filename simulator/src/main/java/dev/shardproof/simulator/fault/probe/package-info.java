/**
 * Probes that measure what faults do, on the wire and on the servers, independent of whoever injects them. Open
 * {@link dev.shardproof.simulator.fault.probe.LinkProbe} first.
 */
package dev.shardproof.simulator.fault.probe;
