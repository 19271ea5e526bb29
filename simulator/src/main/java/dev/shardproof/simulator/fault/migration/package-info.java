/**
 * Faults of the migrator itself: its ports are decorated, so that a step waits, comes twice, or comes in another order. Open
 * {@link dev.shardproof.simulator.fault.migration.MigrationFaults} first.
 *
 * <p>Imports {@code fault}, {@code migration} and its {@code port}, {@code cluster} and its {@code session}.
 */
package dev.shardproof.simulator.fault.migration;
