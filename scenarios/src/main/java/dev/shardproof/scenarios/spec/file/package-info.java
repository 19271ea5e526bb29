/**
 * Scenario files: from YAML to {@link dev.shardproof.scenarios.spec.Scenario} and back, and the catalogue of scenarios
 * that Shardproof brings along. Open {@link dev.shardproof.scenarios.spec.file.ScenarioReader} first. Each section of
 * a file has a reader of its own; {@link dev.shardproof.scenarios.spec.file.ScenarioKeys} lists all keys.
 *
 * <p>Imports {@code scenarios.spec}, {@code scenarios.spec.yaml} and {@code simulator.topology}.
 */
package dev.shardproof.scenarios.spec.file;
