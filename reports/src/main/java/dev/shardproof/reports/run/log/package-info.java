/**
 * The two logs of a run bundle that are written while the run goes on. Open
 * {@link dev.shardproof.reports.run.log.EventLog} first; {@link dev.shardproof.reports.run.log.MetricsLog} is the one for
 * measured values.
 *
 * <p>Field names are those that operators already log; timestamps are ISO-8601 in UTC. Imports {@code reports.run},
 * Jackson and the JDK.
 */
package dev.shardproof.reports.run.log;
