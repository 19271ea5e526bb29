/**
 * A scenario as values: everything that one rehearsal is made of, checked and with every default filled in. Open
 * {@link dev.shardproof.scenarios.spec.Scenario} first, {@link dev.shardproof.scenarios.spec.Defaults} for the
 * defaults. The shards and their tables are in {@code spec.cluster}, the applications in {@code spec.workload}; what is
 * here says when a run is what, what disturbs it and what judges it. {@code spec.file} reads and writes all of them.
 *
 * <p>Imports the JDK, {@code spec.cluster}, {@code spec.workload}, {@code simulator.topology}, the faults of
 * {@code simulator.fault}, and the names of verdicts, guards and judgements of histories in {@code verifier}; no IO.
 */
package dev.shardproof.scenarios.spec;
