/**
 * The section {@code workload} of a scenario file, read and written. Open
 * {@link dev.shardproof.scenarios.spec.file.workload.WorkloadReader} first;
 * {@link dev.shardproof.scenarios.spec.file.workload.WorkloadKeys} lists its keys.
 *
 * <p>Imports {@code spec.workload}, {@code spec.yaml}, and {@code loadgen.shape} for the curves that a file names;
 * {@code spec.file} calls it.
 */
package dev.shardproof.scenarios.spec.file.workload;
