/**
 * The online migrator, whose steps reach shards, links and clocks only through the ports of the sub-package {@code port},
 * and the levers of its operator. Open {@link dev.shardproof.simulator.migration.OnlineMigrator} first; its states are
 * those of {@link dev.shardproof.simulator.migration.progress.MigrationState}.
 *
 * <p>Imports {@code topology}, {@code routing}, {@code port} and {@code progress}, and no JDBC: the live world's ports are
 * in the sub-package {@code postgres}.
 */
package dev.shardproof.simulator.migration;
