/**
 * The shard servers of a live run, whoever provides them. Open {@link dev.shardproof.simulator.cluster.Cluster} first.
 *
 * <p>Imports the JDK with {@code java.sql}, the PostgreSQL driver, {@code simulator.topology} and {@code registry}
 * (the identity of a process). The providers in the
 * packages below import this package, never the other way round.
 */
package dev.shardproof.simulator.cluster;
