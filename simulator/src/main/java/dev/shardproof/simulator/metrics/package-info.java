/**
 * What machines and servers say about themselves while a migration runs: processor, disk wait and network from the
 * operating system or the container, replica lag, retained log and sessions from PostgreSQL. Open
 * {@link dev.shardproof.simulator.metrics.HostMetrics} or {@link dev.shardproof.simulator.metrics.ServerMetrics}.
 *
 * <p>Imports {@code cluster} and {@code topology} only. What can not be collected is an exception with the reason, never
 * a zero.
 */
package dev.shardproof.simulator.metrics;
