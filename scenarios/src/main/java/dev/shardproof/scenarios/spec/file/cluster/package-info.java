/**
 * The sections {@code cluster}, {@code data} and {@code reshard} of a scenario file, read and written. Open
 * {@link dev.shardproof.scenarios.spec.file.cluster.ClusterReader} first;
 * {@link dev.shardproof.scenarios.spec.file.cluster.ClusterKeys} lists their keys.
 *
 * <p>Imports {@code spec.cluster} and the defaults of {@code spec}, {@code spec.yaml}, {@code scenarios.server} and
 * {@code simulator.topology}; {@code spec.file} calls it.
 */
package dev.shardproof.scenarios.spec.file.cluster;
