/**
 * Where a migration stands and what it tells while it goes on: its states with the one transition table, its events, and
 * what it came to. Values, and the listener that gets them. Open
 * {@link dev.shardproof.simulator.migration.progress.MigrationState} first, then
 * {@link dev.shardproof.simulator.migration.progress.MigrationListener}.
 *
 * <p>Imports {@code topology} and {@code migration.port}.
 */
package dev.shardproof.simulator.migration.progress;
