/**
 * The life cycle of a run: gate, load on, migrate with faults, heal, converge, judge, report, clean up. Open
 * {@link dev.shardproof.scenarios.runner.ScenarioRunner} first.
 *
 * <p>Imports every module and {@code wiring}, where they meet.
 */
package dev.shardproof.scenarios.runner;
