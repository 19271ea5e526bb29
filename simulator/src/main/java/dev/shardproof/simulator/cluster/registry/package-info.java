/**
 * What a run has started and created on this machine, written down so that the next run can remove it after a
 * {@code kill -9}. Open {@link dev.shardproof.simulator.cluster.registry.RunRegistry} first.
 *
 * <p>Imports nothing but the JDK and the logging API.
 */
package dev.shardproof.simulator.cluster.registry;
