/**
 * What the shards hold: how the tables look, which of them are sharded and by what, and the loading of rows onto their
 * owners. Open {@link dev.shardproof.simulator.dataset.Dataset} first, then
 * {@link dev.shardproof.simulator.dataset.TableLayout}.
 *
 * <p>Imports {@code simulator.cluster}, {@code simulator.topology}, {@code java.sql} and the PostgreSQL driver. The data
 * sets themselves stand in the packages below and import this one.
 */
package dev.shardproof.simulator.dataset;
