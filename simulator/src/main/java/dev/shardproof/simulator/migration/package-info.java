/**
 * The migration: a state machine with one written transition table, and the online migrator, whose steps reach
 * shards, links and clocks only through the ports of the sub-package {@code port}. Open {@link dev.shardproof.simulator.migration.OnlineMigrator} first,
 * then {@link dev.shardproof.simulator.migration.MigrationState}.
 *
 * <p>Imports {@code topology}, {@code routing} and {@code port}, and no JDBC: the live world's ports are in the
 * sub-package {@code postgres}.
 */
package dev.shardproof.simulator.migration;
