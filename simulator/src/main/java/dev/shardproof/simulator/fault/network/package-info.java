/**
 * Faults on the way between clients and servers, and between two servers, through the Toxiproxy Java client only. Open
 * {@link dev.shardproof.simulator.fault.network.NetworkFaults} first.
 */
package dev.shardproof.simulator.fault.network;
