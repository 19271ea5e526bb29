/**
 * The life cycle of a run: gate, load on, migrate with faults, heal, converge, judge, report, clean up. Open
 * {@link dev.shardproof.scenarios.runner.ScenarioRunner} first, then
 * {@link dev.shardproof.scenarios.runner.Rehearsal}. Its guards are in {@code runner.guard}, the way from what the load has
 * shown to the verdict is in {@code runner.verdict}.
 *
 * <p>Imports every module and {@code wiring}, where they meet.
 */
package dev.shardproof.scenarios.runner;
