/**
 * The live metrics of a run: what the load, the migration, the servers and the machine say, once a second, as readings for
 * the guards and for whoever scrapes the Prometheus endpoint. Open
 * {@link dev.shardproof.scenarios.metrics.MetricCollection} first.
 *
 * <p>Micrometer is known here and nowhere else.
 */
package dev.shardproof.scenarios.metrics;
