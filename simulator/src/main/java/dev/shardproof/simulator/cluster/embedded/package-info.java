/**
 * Shard servers from PostgreSQL binaries that come as a Maven artifact: no Docker, no installation, as root and as a
 * plain user. Open {@link dev.shardproof.simulator.cluster.embedded.EmbeddedCluster} first.
 *
 * <p>Imports {@code simulator.cluster}, its {@code registry} and {@code simulator.topology}; the JDK with
 * {@code java.sql}; Commons Compress and XZ to unpack the binaries.
 */
package dev.shardproof.simulator.cluster.embedded;
