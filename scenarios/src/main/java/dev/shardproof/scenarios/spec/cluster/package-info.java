/**
 * The database of a scenario as values: the shards, who runs their servers, the tables on them, and where the data goes.
 * Open {@link dev.shardproof.scenarios.spec.cluster.ClusterSpec} first, then
 * {@link dev.shardproof.scenarios.spec.cluster.ReshardSpec}.
 *
 * <p>Imports the JDK, {@code simulator.topology} and the addresses of {@code scenarios.server}; no IO.
 */
package dev.shardproof.scenarios.spec.cluster;
