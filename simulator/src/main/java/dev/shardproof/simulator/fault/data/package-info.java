/**
 * Damage to the data of a shard, so that a run can show that its verifier sees it. Open
 * {@link dev.shardproof.simulator.fault.data.DataFaults} first; {@link
 * dev.shardproof.simulator.fault.data.RowDamage} has the kinds that hit rows, {@link
 * dev.shardproof.simulator.fault.data.DefinitionDamage} those that hit what is defined around them.
 *
 * <p>Imports {@code cluster}, {@code fault} and {@code fault.probe}.
 */
package dev.shardproof.simulator.fault.data;
