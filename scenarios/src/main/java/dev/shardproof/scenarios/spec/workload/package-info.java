/**
 * The applications of a scenario as values: which requests they send, when, of which keys, and how they treat the shards.
 * Open {@link dev.shardproof.scenarios.spec.workload.WorkloadSpec} first,
 * {@link dev.shardproof.scenarios.spec.workload.WorkloadDefaults} for the defaults.
 *
 * <p>Imports the JDK, {@code spec.cluster} for the data sets that profiles run on, {@code loadgen.shape}, which knows the
 * shapes, and the quantities of {@code spec.yaml}; no IO.
 */
package dev.shardproof.scenarios.spec.workload;
