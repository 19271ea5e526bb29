/**
 * A scenario as values: everything that one rehearsal is made of, checked and with every default filled in. Open
 * {@link dev.shardproof.scenarios.spec.Scenario} first, {@link dev.shardproof.scenarios.spec.Defaults} for the
 * defaults; {@code spec.file} reads and writes them.
 *
 * <p>Imports the JDK, {@code simulator.topology} and {@code verifier.check.Verdict}; no IO.
 */
package dev.shardproof.scenarios.spec;
