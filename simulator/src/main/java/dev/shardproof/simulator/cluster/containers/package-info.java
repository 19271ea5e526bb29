/**
 * Shard servers in Docker containers. Open {@link dev.shardproof.simulator.cluster.containers.ContainersCluster} first.
 *
 * <p>Imports {@code simulator.cluster}, its {@code registry} and {@code simulator.topology}; the JDK with
 * {@code java.sql}; Testcontainers and docker-java.
 */
package dev.shardproof.simulator.cluster.containers;
