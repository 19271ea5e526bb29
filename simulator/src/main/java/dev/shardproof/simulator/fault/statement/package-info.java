/**
 * Faults on single statements on their way to a shard: killed, delayed or failed, or executed without an answer. Only the
 * embedded wire proxy can read statements. Open {@link dev.shardproof.simulator.fault.statement.StatementFaults} first.
 *
 * <p>Imports {@code fault}, {@code fault.catalog}, {@code fault.lease}, {@code fault.proxy}, the patterns of
 * {@code fault.wire.sql}, and {@code cluster.trial} for its probes.
 */
package dev.shardproof.simulator.fault.statement;
