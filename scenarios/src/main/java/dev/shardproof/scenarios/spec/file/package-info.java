/**
 * Scenario files: from YAML to {@link dev.shardproof.scenarios.spec.Scenario} and back, and the catalogue of scenarios
 * that Shardproof brings along. Open {@link dev.shardproof.scenarios.spec.file.ScenarioReader} first. Each section of
 * a file has a reader of its own: those of the shards are in {@code file.cluster}, those of the applications in
 * {@code file.workload}. {@link dev.shardproof.scenarios.spec.file.ScenarioKeys} lists all keys.
 *
 * <p>Imports {@code scenarios.spec} with its two rooms, {@code scenarios.spec.yaml}, {@code simulator.topology}, and the
 * faults, guards and verdicts that files name.
 */
package dev.shardproof.scenarios.spec.file;
