/**
 * The migrator's doors to shards, links and time, and the values that pass through them. Open
 * {@link dev.shardproof.simulator.migration.port.MigrationPorts} first.
 *
 * <p>Imports {@code topology} only. Real servers stand behind the ports in {@code migration.postgres}; a model can.
 */
package dev.shardproof.simulator.migration.port;
