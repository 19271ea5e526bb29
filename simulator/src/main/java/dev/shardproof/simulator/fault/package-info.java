/**
 * Faults as data, placed by migration phase, injected through the Toxiproxy HTTP API, and proven by an independent probe
 * to have bitten and to have healed. Open {@link dev.shardproof.simulator.fault.FaultConductor} first, then
 * {@link dev.shardproof.simulator.fault.ShardLinks}.
 *
 * <p>Imports {@code simulator.topology} (the names of shards), {@code fault.proxy} (the server that is talked to), the Toxiproxy Java client, slf4j, and the JDK.
 */
package dev.shardproof.simulator.fault;
