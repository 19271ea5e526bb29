/**
 * YAML text as a tree that knows its lines and columns, and the small tools that turn such a tree into values: nothing
 * here knows what a scenario is. Open {@link dev.shardproof.scenarios.spec.yaml.Fields} first.
 *
 * <p>Imports the JDK and the YAML parser only.
 */
package dev.shardproof.scenarios.spec.yaml;
