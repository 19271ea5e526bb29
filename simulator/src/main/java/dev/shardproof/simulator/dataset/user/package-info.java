/**
 * The user's own data: a schema script, SQL scripts and CSV files, spread over the shards. Open
 * {@link dev.shardproof.simulator.dataset.user.UserDataset} first.
 *
 * <p>Imports {@code simulator.dataset}, {@code simulator.cluster}, {@code simulator.topology}, {@code java.sql} and the
 * PostgreSQL driver.
 */
package dev.shardproof.simulator.dataset.user;
