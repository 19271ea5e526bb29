/**
 * Faults as data, and how they are injected: through the Toxiproxy HTTP API, on the links to the shards. Open
 * {@link dev.shardproof.simulator.fault.Fault} first, then {@link dev.shardproof.simulator.fault.ShardLinks}; the
 * sub-package {@code conductor} places them in a run and proves that they bit.
 *
 * <p>Imports {@code simulator.topology} (the names of shards), {@code simulator.cluster} (addresses), {@code fault.proxy} (the server that is talked to), the
 * Toxiproxy Java client and the JDK.
 */
package dev.shardproof.simulator.fault;
