/**
 * The migrator's ports on real PostgreSQL servers (15 and newer): publications with row filters, slots with exported
 * snapshots, binary COPY, subscriptions with {@code origin = none}, and a write fence made of a lock and triggers.
 * Open {@link dev.shardproof.simulator.migration.postgres.PostgresPorts} first.
 *
 * <p>Imports {@code migration.port}, {@code topology} and {@code java.sql}.
 */
package dev.shardproof.simulator.migration.postgres;
